import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import { type AttestationView, isSamePerson, type Promotion, reasonsGateIsShut, reasonsToRefuseApproval } from "./gate";

function pseudonym(kind: string, n: number) {
  return Pseudonym.parse(`p1:${`${kind}${n}`.padEnd(43, "x")}`);
}

/** Few people with few accounts each, so that coincidences happen. */
const user = fc.record({ person: fc.nat(4), account: fc.nat(1) }).map(
  ({ person, account }): EnvelopeActor => ({
    type: "user",
    account: pseudonym("account", person * 2 + account),
    person: pseudonym("person", person),
  }),
);
const service = fc.nat(2).map((n): EnvelopeActor => ({ type: "service", account: pseudonym("service", n) }));
const attestation = fc.record({
  id: fc.uuid(),
  claim: fc.constantFrom("tests", "fairness", null),
  result: fc.constantFrom("passed", "failed", null),
  isProven: fc.boolean(),
  stamp: fc.nat(1_000),
}) satisfies fc.Arbitrary<AttestationView>;
const promotion: fc.Arbitrary<Promotion> = fc.record({
  id: fc.constant("pr:1"),
  requestedBy: fc.oneof(user, service),
  approvals: fc.array(fc.oneof(user, service), { maxLength: 5 }),
  rejections: fc.array(user, { maxLength: 1 }),
  promotions: fc.nat(1),
  isRetired: fc.boolean(),
  gaps: fc.constant([]),
  openFindings: fc.constant(0),
  doubts: fc.constant([]),
  attestations: fc.array(attestation, { maxLength: 4 }),
});

const passed: AttestationView = { id: "att:1", claim: "tests", result: "passed", isProven: true, stamp: 1 };

describe("the default rule", () => {
  test("an open gate always has two approvals of different people, neither the requester, and proven passed tests", () => {
    let opened = 0;
    fc.assert(
      fc.property(promotion, (request) => {
        if (reasonsGateIsShut(request).length > 0) {
          return;
        }
        opened += 1;
        const counting = request.approvals.filter(
          (approval) => approval.type === "user" && !isSamePerson(approval, request.requestedBy),
        );
        expect(new Set(counting.map(({ person }) => person)).size).toBeGreaterThanOrEqual(2);
        expect(request.rejections).toEqual([]);
        expect(request.isRetired).toBe(false);
        expect(request.attestations.some((each) => each.isProven && each.result === "passed")).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(opened).toBeGreaterThan(20);
  });

  test("the gate does open: two people other than the requester, and passed tests, are enough", () => {
    fc.assert(
      fc.property(user, user, user, (requestedBy, first, second) => {
        fc.pre(
          ![first, second].some((approver) => isSamePerson(approver, requestedBy)) && !isSamePerson(first, second),
        );
        const decided = { approvals: [first, second], rejections: [], promotions: 0, attestations: [passed] };
        const request = { id: "pr:1", requestedBy, gaps: [], openFindings: 0, doubts: [], ...decided };
        expect(reasonsGateIsShut({ ...request, isRetired: false })).toEqual([]);
        expect(reasonsGateIsShut({ ...request, isRetired: true })).toEqual([{ code: "is_retired", params: {} }]);
        expect(reasonsGateIsShut({ ...request, isRetired: false, openFindings: 1 })).toMatchObject([
          { code: "findings_open" },
        ]);
        const doubts = [{ type: "dataset_version", id: "DS:1", finding: "find:1" }];
        expect(reasonsGateIsShut({ ...request, isRetired: false, doubts })).toEqual([
          { code: "rests_on_doubtful_bytes", params: doubts[0] },
        ]);
      }),
    );
  });

  test("two accounts of one person count once", () => {
    const accounts = [0, 1].map(
      (n): EnvelopeActor => ({ type: "user", account: pseudonym("a", n), person: pseudonym("person", 1) }),
    );
    const request = {
      id: "pr:1",
      approvals: accounts,
      rejections: [],
      promotions: 0,
      isRetired: false,
      gaps: [],
      openFindings: 0,
      doubts: [],
      attestations: [passed],
    };
    const requestedBy: EnvelopeActor = { type: "service", account: pseudonym("service", 1) };
    expect(reasonsGateIsShut({ ...request, requestedBy })).toEqual([
      { code: "approvals_missing", params: { missing: 1, needed: 2 } },
    ]);
  });

  test("whoever was allowed to approve brings the gate nearer to open, or it was short of something else", () => {
    fc.assert(
      fc.property(promotion, user, (request, actor) => {
        fc.pre(reasonsToRefuseApproval(request, actor).length === 0);
        const missing = (view: Promotion) =>
          reasonsGateIsShut(view).find(({ code }) => code === "approvals_missing")?.params.missing ?? 0;
        const before = Number(missing(request));
        const after = Number(missing({ ...request, approvals: [...request.approvals, actor] }));
        expect(after).toBe(Math.max(0, before - 1));
      }),
      { numRuns: 5_000 },
    );
  });

  test("a newer failed test attestation outweighs an older passed one", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 101, max: 200 }), (older, newer) => {
        const request = {
          id: "pr:1",
          requestedBy: { type: "service", account: pseudonym("service", 1) } as const,
          approvals: [],
          rejections: [],
          promotions: 0,
          isRetired: false,
          gaps: [],
          openFindings: 0,
          doubts: [],
          attestations: [
            { ...passed, stamp: older },
            { ...passed, id: "att:2", result: "failed", stamp: newer },
          ],
        };
        expect(reasonsGateIsShut(request).map(({ code }) => code)).toContain("attestation_not_passed");
      }),
    );
  });
});
