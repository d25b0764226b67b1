import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import { ArtifactTypeName } from "@/graph-schema/names";
import { type Instant, instant, type Stamp, stampOf } from "@/graph-schema/values";
import type { PolicyDocument, PolicyRule, RehearsalReply } from "@/lib/contract/policy";
import { type ReadTx, read } from "@/lib/graph/session";
import { understood } from "@/lib/graph/stored";
import { asOf } from "@/lib/ledger/asOf";
import { WARNING_OF } from "@/lib/ledger/latest";
import { signedEvents } from "@/lib/ledger/proven";
import { eventsOf, modelAndTags, VersionRow } from "./asked";
import { attestedBefore } from "./attested";
import type { Promotion, WarningView } from "./case";
import { gateOf } from "./gate";
import { loadIfProven } from "./load";
import { policyText, ruleFor, type Transition } from "./policy";
import { provenEvents } from "./proven";
import { COUNT_PROMOTIONS_SINCE, PROMOTIONS_SINCE, VERSION_EVENTS, WARNED_BEFORE } from "./queries";

const YEAR_MS = 365 * 86_400_000;
/** Promotions in one reply. */
const MOST = 500;

const Stages = z.object({
  from_stage: z.string().default("not recorded"),
  to_stage: z.string().default("not recorded"),
});
const WarnedRow = z.object({ type: ArtifactTypeName, id: z.string(), eventId: z.string(), stamp: z.int() });

async function transitionOf(tx: ReadTx, { project, subject, facts }: Envelope): Promise<Transition> {
  const { from_stage: fromStage, to_stage: toStage } = Stages.parse(facts ?? {});
  const [row] = await tx.rows(VERSION_EVENTS, { project, id: subject?.id ?? "" }, VersionRow);
  const known = row && modelAndTags(row, await provenEvents(tx, project, eventsOf(row)));
  return { model: known?.model ?? null, tags: known?.tags ?? {}, fromStage, provenStage: fromStage, toStage };
}

async function warnedBefore(tx: ReadTx, { project, stamp, subject }: Envelope, rule: PolicyRule) {
  const warnings: WarningView[] = [];
  for (const kind of rule.warnings?.kinds ?? []) {
    const report = Object.keys(WARNING_OF).find((name) => WARNING_OF[name] === kind) ?? "";
    const sought = { project, id: subject?.id ?? "", stamp, kind, report };
    const rows = await tx.rows(WARNED_BEFORE, sought, z.unknown());
    for (const { type, id, eventId, stamp: at } of understood(rows, WarnedRow)) {
      warnings.push({ kind, about: { type, id }, eventId, stamp: at });
    }
  }
  return warnings;
}

/** The request as it stood right before it was carried out; nobody's where the promotion is only asserted. */
async function requestBefore(tx: ReadTx, { project, related = [], stamp, origin, actor, recorded_at }: Envelope) {
  const id = related.find(({ type }) => type === "promotion_request")?.id;
  const loaded = id !== undefined && origin === "acted" ? await loadIfProven(tx, project, id) : undefined;
  const before = <Each extends { readonly recordedAt: Instant }>(all: readonly Each[]) =>
    all.filter(({ recordedAt }) => recordedAt <= recorded_at);
  return {
    id: id ?? null,
    requested: loaded?.promotion.requested ?? {
      by: actor,
      behind: [],
      recordedAt: recorded_at,
      stamp,
      policy: undefined,
    },
    approvals: (loaded?.promotion.approvals ?? []).filter((approval) => approval.stamp < stamp),
    overrides: before(loaded?.promotion.overrides ?? []),
  };
}

/** What the gate would have looked at, had `policy` been in force. What an approval was bound to is taken as it was. */
async function caseOf(
  tx: ReadTx,
  event: Envelope,
  policy: PolicyDocument,
): Promise<Promotion & { request: string | null; transition: Transition }> {
  const transition = await transitionOf(tx, event);
  const rule = ruleFor(policy, transition);
  const { id, requested, approvals, overrides } = await requestBefore(tx, event);
  const { digest } = policyText(policy);
  const binding = {};
  return {
    id: id ?? event.id,
    request: id,
    transition,
    requested: { ...requested, policy: digest },
    policy: digest,
    policySince: 0,
    rule,
    provenStage: transition.provenStage,
    model: transition.model ?? "not recorded",
    isDataKnown: true,
    isDigestKnown: true,
    now: event.recorded_at,
    binding,
    approvals: approvals.map((approval) => ({ ...approval, binding })),
    overrides: overrides.map((each) => ({ ...each, binding })),
    attestations: await attestedBefore(tx, event.project, event.subject?.id ?? "", {
      claims: rule?.attestations.map(({ claim }) => claim) ?? [],
      stamp: event.stamp,
    }),
    before: [],
    warnings: rule ? await warnedBefore(tx, event, rule) : [],
    rejections: 0,
    promotions: 0,
    isWithdrawn: false,
    isOver: false,
    isRetired: false,
    isSubjectChanged: false,
    onlyAsserted: [],
    live: null,
    gaps: [],
    openFindings: 0,
    doubts: [],
  };
}

async function rowOf(
  tx: ReadTx,
  event: Envelope,
  policy: PolicyDocument,
): Promise<RehearsalReply["promotions"][number]> {
  const { request, transition, ...promotion } = await caseOf(tx, event, policy);
  const { open, reasons } = gateOf(promotion);
  return {
    eventId: event.id,
    modelVersion: event.subject?.id ?? "",
    request,
    fromStage: transition.fromStage,
    toStage: transition.toStage,
    at: event.at,
    recordedAt: event.recorded_at,
    origin: event.origin,
    rule: promotion.rule?.name ?? null,
    refused: !open,
    reasons,
  };
}

/**
 * What `policy` would have said to each promotion since `since`, as it stood when it was carried out. Bounds relative to
 * the version that was live then are not looked at. Nothing is decided.
 */
export function rehearsePolicy(project: string, policy: PolicyDocument, since?: Instant): Promise<RehearsalReply> {
  const from = since ?? instant(Date.now() - YEAR_MS);
  const stamp: Stamp = stampOf(Date.parse(from));
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const [events, [counted]] = await Promise.all([
      signedEvents(tx, PROMOTIONS_SINCE, { project, since: stamp, limit: MOST }),
      tx.rows(COUNT_PROMOTIONS_SINCE, { project, since: stamp }, z.object({ total: z.int() })),
    ]);
    const promotions: RehearsalReply["promotions"] = [];
    for (const event of events) {
      promotions.push(...(event.action === "promote" ? [await rowOf(tx, event, policy)] : []));
    }
    const total = counted?.total ?? promotions.length;
    const refused = promotions.filter((each) => each.refused).length;
    return { since: from, promotions, total, refused, truncated: promotions.length < total, asOf: speaksAsOf };
  });
}
