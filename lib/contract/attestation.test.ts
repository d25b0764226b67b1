import { describe, expect, test } from "vitest";
import { understand } from "./attestation";

const SHA = "a".repeat(64);

function statement(more: object = {}) {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "model_version/churn:v2", digest: { sha256: SHA } }],
    predicateType: "urn:pedigree:attestation:fairness:v1",
    predicate: { result: "passed", metrics: { "selection_rate@f": 0.31 }, report: { sha256: SHA } },
    ...more,
  };
}

/** Where it is wrong, or the facts that it makes. */
function told(value: unknown): unknown {
  const stated = understand(value);
  return "length" in stated ? stated.map(({ path }) => path.join("/")) : stated.facts;
}

describe("a statement", () => {
  test("becomes the facts of an attestation, whichever predicate says them", () => {
    const made = { predicate_type: "urn:pedigree:attestation:fairness:v1", subject_sha256: `sha256:${SHA}` };
    expect(told(statement())).toEqual({
      ...made,
      claim: "fairness",
      result: "passed",
      metrics: { "selection_rate@f": "0.31" },
    });
    const tests = "https://in-toto.io/attestation/test-result/v0.1";
    expect(told(statement({ predicateType: tests, predicate: { result: "WARNED", configuration: [] } }))).toMatchObject(
      {
        claim: "tests",
        result: "warned",
        predicate_type: tests,
      },
    );
    const summary = "https://slsa.dev/verification_summary/v1";
    expect(told(statement({ predicateType: summary, predicate: { verificationResult: "FAILED" } }))).toMatchObject({
      claim: "provenance",
      result: "failed",
    });
    expect(
      told(statement({ predicateType: "https://slsa.dev/provenance/v1", predicate: { runDetails: {} } })),
    ).toMatchObject({
      claim: "provenance",
      result: "passed",
    });
  });

  test("says where it is wrong", () => {
    expect(told(7)).toEqual([""]);
    expect(told(statement({ _type: "x" }))).toEqual(["_type"]);
    expect(told(statement({ subject: [] }))).toEqual(["subject"]);
    expect(told(statement({ subject: [{ name: "churn:v2", digest: { sha256: SHA } }] }))).toEqual(["subject/0/name"]);
    expect(told(statement({ subject: [{ name: "model_version/churn:v2", digest: { sha256: "zz" } }] }))).toEqual([
      "subject/0/digest",
    ]);
    expect(told(statement({ predicateType: "urn:other" }))).toEqual(["predicateType"]);
    expect(told(statement({ predicate: { result: "fine" } }))).toEqual(["predicate/result"]);
    expect(told(statement({ predicate: { result: "passed", by: "me" } }))).toEqual(["predicate"]);
  });
});
