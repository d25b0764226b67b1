import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EnvelopeActor, Pseudonym } from "@/graph-schema/envelope";
import { Digest, instant } from "@/graph-schema/values";
import { PolicyDocument, type PolicyRule } from "@/lib/contract/policy";
import type { ApprovalView, AttestationView, Binding, Promotion } from "./case";
import { gateOf } from "./gate";
import { isSameParty, type Party } from "./people";
import { overridable, reasonsToRefuseApproval, reasonsToRefuseOverride } from "./refusals";

const NOW = instant(Date.parse("2026-06-01T12:00:00Z"));
const digest = (letter: string) => Digest.parse(`sha256:${letter.repeat(64)}`);
const POLICY = digest("a");
const BINDING: Binding = { subjectSha256: digest("b"), policy: POLICY, evidenceSha256: digest("c") };

function pseudonym(kind: string, n: number) {
  return Pseudonym.parse(`p1:${`${kind}${n}`.padEnd(43, "x")}`);
}

function rule(wanted: object): PolicyRule {
  const [first] = PolicyDocument.parse({ v: 1, name: "test", rules: [{ name: "all", ...wanted }] }).rules;
  if (!first) {
    throw new Error("no rule");
  }
  return first;
}

const DEFAULT = rule({ attestations: [{ claim: "tests" }] });

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
const PASSED: AttestationView = {
  id: "att:1",
  claim: "tests",
  result: "passed",
  recordedAt: NOW,
  eventSha256: digest("e"),
  by: pseudonym("service", 1),
  byType: "service",
  ownKey: "none",
  report: null,
  metrics: {},
};
const REQUESTER: Party = { by: { type: "service", account: pseudonym("service", 9) }, behind: [] };

const QUIET: Promotion = {
  id: "pr:1",
  requested: { ...REQUESTER, recordedAt: NOW, policy: POLICY },
  policy: POLICY,
  rule: DEFAULT,
  now: NOW,
  binding: BINDING,
  approvals: [],
  rejections: 0,
  promotions: 0,
  isWithdrawn: false,
  isRetired: false,
  isSubjectChanged: false,
  attestations: [PASSED],
  onlyAsserted: [],
  live: null,
  warnings: [],
  overrides: [],
  gaps: [],
  openFindings: 0,
  doubts: [],
};

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
    requested: { ...requester, recordedAt: NOW, policy: POLICY },
  }));

function by(person: number, more: Partial<ApprovalView> = {}): ApprovalView {
  const actor = { type: "user", account: pseudonym("account", person), person: pseudonym("person", person) } as const;
  return { by: actor, behind: [], recordedAt: NOW, stamp: 10, roles: ["approver"], binding: BINDING, ...more };
}

function codes(view: Promotion): string[] {
  return gateOf(view).reasons.map(({ code }) => code);
}

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
      [{ rule: undefined }, "no_rule_fits"],
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

describe("a rule of one's own", () => {
  test("counts a service's approval only where it may be automated, and never for a role that it has not", () => {
    const robot: ApprovalView = {
      ...by(1),
      by: { type: "service", account: pseudonym("service", 3) },
      roles: ["service"],
    };
    const automated = rule({ approvals: { people: 1, automated: true } });
    expect(codes({ ...QUIET, rule: automated, approvals: [robot] })).toEqual([]);
    expect(codes({ ...QUIET, rule: rule({ approvals: { people: 1 } }), approvals: [robot] })).toEqual([
      "approvals_missing",
    ]);
    const ofRole = rule({ approvals: { people: 1, automated: true, roles: { compliance_officer: 1 } } });
    expect(codes({ ...QUIET, rule: ofRole, approvals: [robot] })).toEqual(["approvals_of_role_missing"]);
    expect(codes({ ...QUIET, rule: ofRole, approvals: [by(1, { roles: ["compliance_officer"] })] })).toEqual([]);
  });

  test("a warning forces people to approve after it, whatever else may be automated", () => {
    const robot: ApprovalView = { ...by(1), by: { type: "service", account: pseudonym("service", 3) }, stamp: 99 };
    const forced = rule({ approvals: { people: 1, automated: true }, warnings: { kinds: ["drift"] } });
    const about = { type: "dataset_version" as const, id: "DS:1" };
    const warned = {
      ...QUIET,
      rule: forced,
      approvals: [robot],
      warnings: [{ kind: "drift" as const, about, eventId: "e", stamp: 50 }],
    };
    expect(codes(warned)).toEqual(["warning_needs_approval"]);
    expect(codes({ ...warned, approvals: [robot, by(2, { stamp: 49 })] })).toEqual(["warning_needs_approval"]);
    expect(codes({ ...warned, approvals: [robot, by(2, { stamp: 51 })] })).toEqual([]);
    expect(
      codes({ ...warned, warnings: [{ ...warned.warnings[0], kind: "performance", about, eventId: "e", stamp: 50 }] }),
    ).toEqual([]);
  });

  test("takes an attestation only from whom, of what age and with what key it says", () => {
    const wanted = (more: object) => rule({ approvals: { people: 0 }, attestations: [{ claim: "tests", ...more }] });
    const of = (more: object, view: Partial<AttestationView> = {}) =>
      codes({ ...QUIET, rule: wanted(more), attestations: [{ ...PASSED, ...view }] });
    const old = instant(Date.parse(NOW) - 31 * 86_400_000);
    expect(of({ maxAgeDays: 30 }, { recordedAt: old })).toEqual(["attestation_too_old"]);
    expect(of({ maxAgeDays: 31 }, { recordedAt: old })).toEqual([]);
    expect(of({ signers: [pseudonym("service", 2)] })).toEqual(["attestation_signer_not_accepted"]);
    expect(of({ signers: [PASSED.by] })).toEqual([]);
    expect(of({}, { byType: "user" })).toEqual(["attestation_by_hand"]);
    expect(of({ by: ["service", "user"] }, { byType: "user" })).toEqual([]);
    expect(of({ ownKey: true })).toEqual(["attestation_not_signed"]);
    expect(of({ ownKey: true }, { ownKey: "revoked" })).toEqual(["attestation_key_revoked"]);
    expect(of({ ownKey: true }, { ownKey: "valid" })).toEqual([]);
    expect(of({ withReport: true })).toEqual(["attestation_without_report"]);
    expect(of({ withReport: true }, { report: digest("f") })).toEqual([]);
  });

  test("lapses with the days that it gives a request", () => {
    const recordedAt = instant(Date.parse(NOW) - 8 * 86_400_000);
    const request = { ...QUIET, rule: rule({ approvals: { people: 0 }, requestDays: 7 }) };
    expect(codes({ ...request, requested: { ...QUIET.requested, recordedAt } })).toEqual(["request_expired"]);
    expect(codes(request)).toEqual([]);
  });
});

describe("an override", () => {
  const overridden = rule({
    attestations: [{ claim: "tests" }],
    override: { roles: ["operator"], people: 2, hours: 4 },
  });
  const request: Promotion = { ...QUIET, rule: overridden, attestations: [] };
  const given = (person: number, more: object = {}) => ({
    ...by(person, { roles: ["operator"] }),
    checks: overridable(request),
    ...more,
  });

  test("takes two people of the role, holds for its hours, and covers what was not met when it was given", () => {
    expect(overridable(request)).toEqual(["approvals", "attestation:tests"]);
    expect(gateOf({ ...request, overrides: [given(1), given(2)] })).toMatchObject({ open: true });
    const old = instant(Date.parse(NOW) - 4 * 3_600_000);
    const short: [object[], number][] = [
      [[given(1)], 2],
      [[given(1), given(1, { by: { ...by(1).by, account: pseudonym("other", 1) } })], 2],
      [[given(1), given(2, { roles: ["approver"] })], 2],
      [[given(1), given(2, { recordedAt: old })], 2],
      [[given(1), given(2, { checks: ["approvals"] })], 1],
      [[given(1), given(2, { by: { type: "service", account: pseudonym("service", 2) } })], 2],
    ];
    for (const [overrides, reasons] of short) {
      const view = { ...request, overrides: overrides.map((each) => ({ ...given(1), ...each })) };
      expect(gateOf(view).reasons).toHaveLength(reasons);
    }
  });

  test("never covers a gap in the record, doubtful bytes, another policy or a request that came to its end", () => {
    const overrides = [given(1), given(2)].map((each) => ({
      ...each,
      checks: ["record", "request", "policy", ...each.checks],
    }));
    const doubts = [{ type: "dataset_version", id: "DS:1", finding: "find:1" }];
    for (const change of [
      { doubts },
      { openFindings: 1 },
      { rejections: 1 },
      { isRetired: true },
      { policy: digest("f") },
    ]) {
      expect(gateOf({ ...request, overrides, ...change }).open).toBe(false);
    }
  });

  test("is refused where the policy names nobody, and to whoever is not named", () => {
    const signer = { ...by(1), roles: ["operator" as const] };
    expect(reasonsToRefuseOverride(request, signer)).toEqual([]);
    expect(reasonsToRefuseOverride({ ...request, rule: DEFAULT }, signer)).toMatchObject([
      { code: "override_not_allowed" },
    ]);
    expect(reasonsToRefuseOverride(request, by(1))).toMatchObject([{ code: "override_needs_role" }]);
    expect(reasonsToRefuseOverride({ ...request, overrides: [given(1)] }, signer)).toMatchObject([
      { code: "already_overridden" },
    ]);
  });
});
