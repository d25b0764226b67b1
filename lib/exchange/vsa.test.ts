import { expect, test } from "vitest";
import { Digest, instant } from "@/graph-schema/values";
import { BUILD_TIMEOUT_MS } from "@/lib/programs.testing";
import { judged } from "./judges.testing";
import { eventUrn, type GateDecision, verificationSummary } from "./vsa";

/** Reads statements as the Python package in-toto-attestation knows them; a field that it does not know is an error. */
const READ = `
import json, sys
from google.protobuf.json_format import ParseDict
import in_toto_attestation.v1.statement_pb2 as statements
import in_toto_attestation.predicates.vsa.v1.vsa_pb2 as vsa
from in_toto_attestation.v1.statement import Statement
read = []
for given in json.load(sys.stdin):
    Statement.copy_from_pb(ParseDict(given, statements.Statement())).validate()
    # SLSA has a list of levels; the package's schema has one text by mistake.
    levels = given["predicate"].pop("verifiedLevels")
    found = ParseDict(given["predicate"], vsa.VerificationSummary())
    assert found.verifier.id and found.resource_uri and found.policy.uri and found.policy.digest["sha256"]
    assert all(one.uri and one.digest["sha256"] for one in found.input_attestations)
    read.append([found.verification_result, levels, found.time_verified.ToJsonString()])
json.dump(read, sys.stdout)
`;

const digest = (letter: string) => Digest.parse(letter.repeat(64));
const DECISION: GateDecision = {
  project: "sample",
  version: { type: "model_version", id: "churn:v 2" },
  versionSha256: digest("a"),
  origin: "pedigree.local/0123",
  at: instant(Date.parse("2026-06-01T12:00:00Z")),
  policy: { id: `policy:${"b".repeat(64)}`, sha256: digest("b") },
  rests: [{ uri: eventUrn("00000000-0000-7000-8000-000000000004"), sha256: digest("c") }],
  outcome: "open",
};

test("the Python package in-toto-attestation reads what each outcome says", { timeout: BUILD_TIMEOUT_MS }, async () => {
  const outcomes = ["open", "overridden", "shut"] as const;
  const statements = outcomes.map((outcome) => verificationSummary({ ...DECISION, outcome }));
  expect(await judged(READ, statements)).toEqual([
    ["PASSED", ["PEDIGREE_GATE_OPEN"], "2026-06-01T12:00:00Z"],
    ["PASSED", ["PEDIGREE_GATE_OVERRIDDEN"], "2026-06-01T12:00:00Z"],
    ["FAILED", ["FAILED"], "2026-06-01T12:00:00Z"],
  ]);
});
