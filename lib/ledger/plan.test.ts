import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { downstreamEnd, upstreamEnd } from "@/graph-schema/catalogue";
import type { EnvelopeLink } from "@/graph-schema/envelope";
import { refKey } from "@/graph-schema/names";
import { WireEvent } from "@/graph-schema/wire";
import { interpret } from "./interpret";
import { nothingKnown } from "./known";
import { learn } from "./learn";
import { plan } from "./plan";

const AT = "2024-05-15T10:00:00Z";

function understand(raw: Record<string, unknown>) {
  return interpret(WireEvent.parse({ timestamp: AT, ...raw }), raw);
}

function planned(raw: Record<string, unknown>, known = nothingKnown()) {
  const { value, faults } = understand(raw);
  expect(faults).toEqual([]);
  return plan("p", value, "digest", known);
}

/** Does following `links` upstream from some artifact lead back to it? */
function hasCircle(links: readonly EnvelopeLink[]): boolean {
  const reach = (from: string, seen: Set<string>): Set<string> => {
    for (const link of links) {
      const up = refKey(upstreamEnd(link));
      if (refKey(downstreamEnd(link)) === from && !seen.has(up)) {
        seen.add(up);
        reach(up, seen);
      }
    }
    return seen;
  };
  return links.some((link) => reach(refKey(upstreamEnd(link)), new Set()).has(refKey(downstreamEnd(link))));
}

const dataset = (n: number) => ({ type: "dataset", id: `DS:${n}` });

describe("derivation", () => {
  test("whatever a transaction's events declare and derive, what is accepted without a lock has no circle", () => {
    const derivation = fc.record({ from: fc.nat(5), to: fc.nat(5), declares: fc.array(fc.nat(5), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(derivation, { maxLength: 12 }), (steps) => {
        const known = nothingKnown();
        const accepted: EnvelopeLink[] = [];
        for (const [index, { from, to, declares }] of steps.entries()) {
          const { value, faults } = understand({
            event_id: `e${index}`,
            action: "record",
            subject: dataset(from),
            related: [{ ...dataset(to), rel: "DERIVED_FROM" }],
            declares: [...new Set(declares)].map(dataset),
          });
          const verdict = faults.length > 0 ? undefined : plan("p", value, "digest", known);
          if (verdict?.kind === "new" && verdict.addition.late.length === 0) {
            learn(known, "p", `e${index}`, verdict.addition);
            accepted.push(...verdict.addition.links);
          }
        }
        expect(hasCircle(accepted)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test("what a refused request had added is forgotten without a trace", () => {
    const known = nothingKnown();
    const verdict = planned(
      { event_id: "e", action: "record", subject: dataset(1), related: [dataset(2)], declares: [dataset(2)] },
      known,
    );
    if (verdict.kind !== "new") {
      throw new Error("refused");
    }
    const forget = learn(known, "p", "e", verdict.addition);
    expect(known.artifacts.size).toBe(2);
    forget();
    expect(known.artifacts.size + known.links.size + known.singles.size + known.pending.size).toBe(0);
    expect([...known.added.values()].flat()).toEqual([]);
  });
});

describe("references", () => {
  test("an artifact that nobody recorded and the event does not declare is refused with its place", () => {
    const verdict = planned({ event_id: "e", action: "finish", subject: { type: "run", id: "R1" } });
    expect(verdict).toMatchObject({ kind: "refused", faults: [{ pointer: "/subject", code: "unknown_artifact" }] });
  });

  test("the model: prefix of the lesson names the same version", () => {
    const { value } = understand({
      event_id: "e",
      action: "promote",
      subject: { type: "model_version", id: "model:churn:v2" },
    });
    expect(value.subject.ref).toEqual({ type: "model_version", id: "churn:v2" });
  });

  test("a run related to a model version produced it, unless the event says otherwise", () => {
    const related = { type: "run", id: "R1" };
    const registered = understand({
      event_id: "e",
      action: "register",
      subject: { type: "model_version", id: "m:1" },
      related: [related],
    });
    expect(registered.value.links).toMatchObject([{ rel: "PRODUCED_BY", to: related }]);
    const used = understand({
      event_id: "e",
      action: "register",
      subject: { type: "model_version", id: "m:1" },
      related: [{ ...related, rel: "USED" }],
    });
    expect(used.value.links).toMatchObject([{ rel: "USED", from: related }]);
  });

  test("a relationship that the catalogue does not know between these two is refused", () => {
    const { faults } = understand({
      event_id: "e",
      action: "record",
      subject: dataset(1),
      related: [{ type: "prediction", id: "P1", rel: "SERVED" }],
    });
    expect(faults).toMatchObject([{ pointer: "/related/0", code: "relationship_not_allowed" }]);
  });
});

describe("redeclaration", () => {
  const first = { event_id: "e1", action: "record", subject: dataset(1), metadata: { row_count: 5 } };

  test("equal facts confirm, different facts are refused, and neither changes the artifact", () => {
    const known = nothingKnown();
    const made = planned(first, known);
    if (made.kind !== "new") {
      throw new Error("refused");
    }
    learn(known, "p", "e1", made.addition);
    const again = planned({ ...first, event_id: "e2" }, known);
    expect(again).toMatchObject({ kind: "new", addition: { created: [], confirmed: [{ id: "DS:1" }] } });
    const other = planned({ ...first, event_id: "e3", metadata: { row_count: 6 } }, known);
    expect(other).toMatchObject({
      kind: "refused",
      faults: [{ pointer: "/metadata/row_count", code: "artifact_differs", params: { field: "row_count" } }],
    });
  });

  test("a fault points to where the value stands in the request: metadata, declares or integrity", () => {
    const known = nothingKnown();
    const [a, b] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
    const made = planned({ ...first, metadata: { sha256: a } }, known);
    if (made.kind !== "new") {
      throw new Error("refused");
    }
    learn(known, "p", "e1", made.addition);
    const pointers = (raw: Record<string, unknown>) => {
      const other = planned({ ...first, event_id: "e2", metadata: {}, ...raw }, known);
      const faults = other.kind === "refused" ? other.faults : [];
      return faults.filter(({ code }) => code === "artifact_differs").map(({ pointer }) => pointer);
    };
    expect(pointers({ metadata: { sha256: b } })).toEqual(["/metadata/sha256"]);
    expect(pointers({ integrity: { artifact_sha256: b } })).toEqual(["/integrity/artifact_sha256"]);
    expect(pointers({ declares: [{ ...dataset(1), sha256: b }] })).toEqual(["/declares/0/sha256"]);
  });

  test("a float and its decimal text are one value", () => {
    const facts = (auc: unknown) =>
      understand({
        event_id: "e",
        action: "register",
        subject: { type: "model_version", id: "m:1" },
        metadata: { metrics: { auc } },
      }).value.declarations[0]?.facts;
    expect(facts(0.92)).toEqual(facts("0.92"));
    expect(facts(0.92)).toEqual({ metrics: { auc: "0.92" } });
  });
});
