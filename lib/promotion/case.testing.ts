import { Pseudonym } from "@/graph-schema/envelope";
import { Digest, instant } from "@/graph-schema/values";
import { PolicyDocument, type PolicyRule } from "@/lib/contract/policy";
import type { ApprovalView, AttestationView, Binding, Promotion } from "./case";
import { gateOf } from "./gate";
import type { Party } from "./people";

/** For tests: when gates are looked at. */
export const NOW = instant(Date.parse("2026-06-01T12:00:00Z"));
export const digest = (letter: string) => Digest.parse(`sha256:${letter.repeat(64)}`);
const POLICY = digest("a");
/** What an approval that is given now is bound to. */
export const BINDING: Binding = { subjectSha256: digest("b"), policy: POLICY, evidenceSha256: digest("c") };

export function pseudonym(kind: string, n: number) {
  return Pseudonym.parse(`p1:${`${kind}${n}`.padEnd(43, "x")}`);
}

/** For tests: a rule that says no more than `wanted`. */
export function rule(wanted: object): PolicyRule {
  const [first] = PolicyDocument.parse({ v: 1, name: "test", rules: [{ name: "all", ...wanted }] }).rules;
  if (!first) {
    throw new Error("no rule");
  }
  return first;
}

export const DEFAULT = rule({ attestations: [{ claim: "tests" }] });

/** Tests that passed, by a service. */
export const PASSED: AttestationView = {
  id: "att:1",
  claim: "tests",
  result: "passed",
  recordedAt: NOW,
  stamp: 4,
  validDays: null,
  eventSha256: digest("e"),
  by: pseudonym("service", 1),
  byType: "service",
  ownKey: "none",
  report: null,
  metrics: {},
};
const REQUESTER: Party = { by: { type: "service", account: pseudonym("service", 9) }, behind: [] };

/** A request that lacks approvals alone. */
export const QUIET: Promotion = {
  id: "pr:1",
  requested: { ...REQUESTER, recordedAt: NOW, stamp: 5, policy: POLICY },
  policy: POLICY,
  policySince: 0,
  rule: DEFAULT,
  provenStage: null,
  model: "m",
  isDataKnown: true,
  isDigestKnown: true,
  now: NOW,
  binding: BINDING,
  approvals: [],
  rejections: 0,
  promotions: 0,
  isWithdrawn: false,
  isOver: false,
  isRetired: false,
  isSubjectChanged: false,
  attestations: [PASSED],
  before: [],
  onlyAsserted: [],
  live: null,
  warnings: [],
  overrides: [],
  gaps: [],
  openFindings: 0,
  doubts: [],
};

/** An approval of `person`. */
export function by(person: number, more: Partial<ApprovalView> = {}): ApprovalView {
  const actor = { type: "user", account: pseudonym("account", person), person: pseudonym("person", person) } as const;
  return { by: actor, behind: [], recordedAt: NOW, stamp: 10, roles: ["approver"], binding: BINDING, ...more };
}

/** Why the gate is shut. */
export function codes(view: Promotion): string[] {
  return gateOf(view).reasons.map(({ code }) => code);
}
