import { describe, expect, test } from "vitest";
import { instant } from "@/graph-schema/values";
import type { ApprovalView, AttestationView, Promotion } from "./case";
import { by, codes, DEFAULT, digest, NOW, PASSED, pseudonym, QUIET, rule } from "./case.testing";
import { gateOf } from "./gate";
import { overridable, reasonsToRefuseApproval, reasonsToRefuseOverride } from "./refusals";

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

  test("wants somebody to look again after each warning, who may be the same, and to know the data at all", () => {
    const about = { type: "dataset_version" as const, id: "DS:1" };
    const warnings = [{ kind: "drift" as const, about, eventId: "e", stamp: 50 }];
    const forced = rule({ approvals: { people: 1 }, warnings: { kinds: ["drift"] } });
    const warned = { ...QUIET, rule: forced, approvals: [by(1, { stamp: 49 })], warnings };
    expect(reasonsToRefuseApproval(warned, by(1))).toEqual([]);
    const again = { ...warned, approvals: [by(1, { stamp: 49 }), by(1, { stamp: 51 })] };
    expect(codes(again)).toEqual([]);
    expect(reasonsToRefuseApproval(again, by(1))).toMatchObject([{ code: "already_approved" }]);
    expect(codes({ ...again, isDataKnown: false })).toEqual(["data_not_recorded"]);
  });

  test("takes an attestation only from whom, of what age and with what key it says", () => {
    const wanted = (more: object) => rule({ approvals: { people: 0 }, attestations: [{ claim: "tests", ...more }] });
    const of = (more: object, view: Partial<AttestationView> = {}) =>
      codes({ ...QUIET, rule: wanted(more), attestations: [{ ...PASSED, ...view }] });
    const old = instant(Date.parse(NOW) - 31 * 86_400_000);
    expect(of({ maxAgeDays: 30 }, { recordedAt: old })).toEqual(["attestation_too_old"]);
    expect(of({ maxAgeDays: 31 }, { recordedAt: old })).toEqual([]);
    expect(of({ maxAgeDays: 31 }, { recordedAt: old, validDays: 7 })).toEqual(["attestation_too_old"]);
    expect(of({ maxAgeDays: 30 }, { recordedAt: old, validDays: 365 })).toEqual(["attestation_too_old"]);
    expect(of({}, { recordedAt: old, validDays: 7 })).toEqual(["attestation_too_old"]);
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
      [[given(1), given(2, { binding: {} })], 2],
      [[given(1), given(2, request.requested)], 2],
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
    const own = { ...request, requested: { ...request.requested, ...by(1) } };
    expect(reasonsToRefuseOverride(own, signer)).toMatchObject([{ code: "requester_cannot_override" }]);
    expect(reasonsToRefuseOverride({ ...request, overrides: [given(1)] }, signer)).toMatchObject([
      { code: "already_overridden" },
    ]);
  });
});
