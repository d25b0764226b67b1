import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import type { ApprovalView, AttestationView, Binding, Promotion } from "./case";
import { BINDING, by, codes, DEFAULT, digest, NOW, PASSED, pseudonym, QUIET } from "./case.testing";
import { gateOf } from "./gate";
import { isSameParty, type Party } from "./people";
import { reasonsToRefuseApproval } from "./refusals";

/** Few people with few accounts each, so that coincidences happen. */
const user = fc.record({ person: fc.nat(4), account: fc.nat(1) }).map(
  ({ person, account }): Party => ({
    by: {
      type: "user",
      account: pseudonym("account", person * 2 + account),
      person: pseudonym("person", person),
    } satisfies EnvelopeActor,
    behind: [],
  }),
);
/** Services, some of which act by a token that one of the people made. */
const service = fc.record({ n: fc.nat(2), maker: fc.option(fc.nat(4)) }).map(
  ({ n, maker }): Party => ({
    by: { type: "service", account: pseudonym("service", n) },
    behind: maker === null ? [] : [pseudonym("person", maker)],
  }),
);
const binding = fc.constantFrom<Binding>(
  BINDING,
  BINDING,
  { ...BINDING, subjectSha256: digest("d") },
  { ...BINDING, policy: digest("d") },
  { ...BINDING, evidenceSha256: digest("d") },
);
const approval = fc.record({ party: fc.oneof(user, user, service), binding, stamp: fc.nat(100) }).map(
  ({ party, binding: bound, stamp }): ApprovalView => ({
    ...party,
    recordedAt: NOW,
    stamp,
    roles: ["approver"],
    binding: bound,
  }),
);
const attestation = fc.record({ result: fc.constantFrom("passed", "failed", null), days: fc.nat(60) }).map(
  ({ result, days }): AttestationView => ({
    ...PASSED,
    result,
    recordedAt: instant(Date.parse(NOW) - days * 86_400_000),
  }),
);
const promotion: fc.Arbitrary<Promotion> = fc
  .record({
    requester: fc.oneof(user, service),
    approvals: fc.array(approval, { maxLength: 5 }),
    rejections: fc.constantFrom(0, 0, 0, 1),
    promotions: fc.constantFrom(0, 0, 0, 1),
    isRetired: fc.constantFrom(false, false, false, true),
    isWithdrawn: fc.constantFrom(false, false, false, true),
    attestations: fc.array(attestation, { maxLength: 1 }),
  })
  .map(({ requester, ...rest }) => ({
    ...QUIET,
    ...rest,
    requested: { ...QUIET.requested, ...requester },
  }));

describe("the default rule", () => {
  test("an open gate always has approvals of two people of what is promoted now, neither behind the request, and passed tests", () => {
    let opened = 0;
    fc.assert(
      fc.property(promotion, (request) => {
        if (!gateOf(request).open) {
          return;
        }
        opened += 1;
        const counting = request.approvals.filter(
          (each) => each.by.type === "user" && each.binding === BINDING && !isSameParty(each, request.requested),
        );
        expect(new Set(counting.map((each) => each.by.person)).size).toBeGreaterThanOrEqual(2);
        expect(request).toMatchObject({ rejections: 0, promotions: 0, isRetired: false, isWithdrawn: false });
        expect(request.attestations).toMatchObject([{ result: "passed" }]);
      }),
      { numRuns: 5_000 },
    );
    expect(opened).toBeGreaterThan(5);
  });

  test("the gate does open, and each single thing that is wrong shuts it and is the only reason", () => {
    const open = { ...QUIET, approvals: [by(1), by(2)] };
    expect(gateOf(open)).toMatchObject({ open: true, reasons: [] });
    const wrong: [Partial<Promotion>, string][] = [
      [{ isRetired: true }, "is_retired"],
      [{ isWithdrawn: true }, "withdrawn"],
      [{ isSubjectChanged: true }, "subject_changed"],
      [{ rejections: 1 }, "rejected"],
      [{ openFindings: 1 }, "findings_open"],
      [{ doubts: [{ type: "dataset_version", id: "DS:1", finding: "find:1" }] }, "rests_on_doubtful_bytes"],
      [{ gaps: [{ code: "decision_missing", params: {} }] }, "decision_missing"],
      [{ requested: { ...QUIET.requested, policy: digest("f") } }, "policy_changed"],
      [{ policySince: 6 }, "policy_changed"],
      [{ rule: undefined }, "no_rule_fits"],
      [{ rule: { ...DEFAULT, appliesTo: { ...DEFAULT.appliesTo, from: ["staging"] } } }, "stage_not_shown"],
      [{ model: null }, "model_not_recorded"],
      [{ attestations: [] }, "attestation_missing"],
      [{ attestations: [], onlyAsserted: ["tests"] }, "attestation_only_asserted"],
      [{ attestations: [{ ...PASSED, result: "failed" }] }, "attestation_not_passed"],
      [{ approvals: [by(1)] }, "approvals_missing"],
      [{ approvals: [by(1), by(1, { by: { ...by(1).by, account: pseudonym("other", 1) } })] }, "approvals_missing"],
    ];
    expect(wrong.map(([change]) => codes({ ...open, ...change }))).toEqual(wrong.map(([, code]) => [code]));
  });

  test("an approval of what was there before does not count for what is there now, and may be given again", () => {
    const outdated = { ...BINDING, evidenceSha256: digest("f") };
    const request = { ...QUIET, approvals: [by(1), by(2, { binding: outdated })] };
    expect(codes(request)).toEqual(["approvals_missing", "approvals_outdated"]);
    expect(reasonsToRefuseApproval(request, by(2))).toEqual([]);
    expect(reasonsToRefuseApproval(request, by(1))).toMatchObject([{ code: "already_approved" }]);
  });

  test("nobody approves their own request through a service that they let in", () => {
    const maker = by(1).by.person ?? pseudonym("person", 1);
    const request = { ...QUIET, requested: { ...QUIET.requested, behind: [maker] } };
    expect(reasonsToRefuseApproval(request, by(1))).toMatchObject([{ code: "requester_cannot_approve" }]);
    expect(codes({ ...request, approvals: [by(1), by(2)] })).toEqual(["approvals_missing"]);
  });

  test("whoever was allowed to approve brings the gate nearer to open, or it was short of something else", () => {
    fc.assert(
      fc.property(promotion, user, (request, actor) => {
        fc.pre(reasonsToRefuseApproval(request, actor).length === 0);
        const missing = (view: Promotion) =>
          gateOf(view).reasons.find(({ code }) => code === "approvals_missing")?.params.missing ?? 0;
        const before = Number(missing(request));
        const given: ApprovalView = { ...actor, recordedAt: NOW, stamp: 101, roles: ["approver"], binding: BINDING };
        const after = Number(missing({ ...request, approvals: [...request.approvals, given] }));
        expect(after).toBe(Math.max(0, before - 1));
      }),
      { numRuns: 5_000 },
    );
  });
});
