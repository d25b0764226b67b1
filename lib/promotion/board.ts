import { z } from "zod";
import { ActionNameSchema, action } from "@/graph-schema/actions";
import type { PromotionReply, PromotionRow, PromotionsReply } from "@/lib/contract/promotion";
import type { PromotionsQuery } from "@/lib/contract/query";
import type { AuditRow, Who } from "@/lib/contract/reply";
import { gathering } from "@/lib/graph/gathering";
import { type ReadTx, read } from "@/lib/graph/session";
import { namedTrail } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { openParts } from "@/lib/ledger/parts";
import { StoredArtifact } from "@/lib/lineage/summary";
import { type Acting, signerOf } from "./act";
import type { ProvenAct } from "./decisions";
import { ENDING } from "./expire";
import { gateOf } from "./gate";
import { aroundOf, type LoadedPromotion, loadIfProven, loadPromotion } from "./load";
import { policyId } from "./policy";
import { PROMOTION_IDS, PROMOTIONS_TOTAL, SHOWN_BESIDE } from "./queries";
import { reasonsToRefuseApproval, reasonsToRefuseOverride, reasonsToRefuseWithdrawal } from "./refusals";

/** Decisions about one request are few; looks at it may be many and are not part of its history. */
const HISTORY = 500;
/** Shown beside a request, the newest first; the gate looks at what its rule wants, however many there are. */
const ATTESTATIONS = 100;

type Row = z.infer<typeof PromotionRow>;

function isDecision({ action: name }: AuditRow): boolean {
  const known = ActionNameSchema.safeParse(name);
  return known.success && action(known.data).family === "decision";
}

function stateOf({ promotion }: LoadedPromotion): Row["state"] {
  if (promotion.promotions > 0) {
    return "promoted";
  }
  if (promotion.rejections > 0) {
    return "rejected";
  }
  if (promotion.isWithdrawn) {
    return "withdrawn";
  }
  const { open, reasons } = gateOf(promotion);
  if (reasons.some(({ code }) => ENDING.has(code))) {
    return "expired";
  }
  return open ? "approved" : "open";
}

function summary(loaded: LoadedPromotion, who: (account: string) => Who): Row {
  const { asked, approvals } = loaded;
  return {
    id: asked.id,
    modelVersion: asked.versionId,
    fromStage: asked.transition.fromStage,
    toStage: asked.transition.toStage,
    requestedBy: who(asked.by.account),
    requestedAt: asked.at,
    recordedAt: asked.recordedAt,
    state: stateOf(loaded),
    approvals: approvals.length,
  };
}

function accountsOf({ asked, decisions }: LoadedPromotion): string[] {
  return [asked.by, ...decisions.map(({ actor }) => actor)].map(({ account }) => account);
}

/** The promotion requests of a project, newest first; `undecided` those alone that wait for the reader. Those that no signed event made are left out, and counted. */
export function listPromotions(
  { project, actor }: Pick<Acting, "project" | "actor">,
  { limit, cursor, undecided }: PromotionsQuery,
): Promise<PromotionsReply> {
  return read(async (tx) => {
    const which = { project, undecided, account: actor.account, person: actor.person ?? null };
    const page = {
      ...which,
      before: cursor ?? Number.MAX_SAFE_INTEGER,
      limit: limit + 1,
    };
    const [speaksAsOf, ids, [counted]] = await Promise.all([
      asOf(tx),
      tx.rows(PROMOTION_IDS, page, z.object({ id: z.string(), stamp: z.int() })),
      tx.rows(PROMOTIONS_TOTAL, which, z.object({ total: z.int() })),
    ]);
    const shown = ids.slice(0, limit);
    const around = await aroundOf(tx, project);
    const forAll = gathering(tx);
    const found = await Promise.all(shown.map(({ id }) => loadIfProven(forAll, project, id, around)));
    const loaded = found.filter((each) => each !== undefined);
    const who = await whoIs(tx, loaded.flatMap(accountsOf));
    const total = counted?.total ?? shown.length;
    return {
      promotions: loaded.map((each) => summary(each, who)),
      total,
      totalIs: "exact",
      truncated: loaded.length < total,
      cursor: ids.length > limit ? String(shown.at(-1)?.stamp) : null,
      asOf: speaksAsOf,
    };
  });
}

function told({ id, by, at, recordedAt, eventId }: ProvenAct, who: (account: string) => Who) {
  return { id, by: who(by.account), at, recordedAt, eventId };
}

const Beside = z.object({ version: StoredArtifact, attestations: z.array(StoredArtifact), attested: z.int() });

async function beside(tx: ReadTx, project: string, version: string) {
  const [row] = await tx.rows(SHOWN_BESIDE, { project, id: version, most: ATTESTATIONS }, Beside);
  if (!row) {
    throw new Error(`model version ${version} is gone from the graph`);
  }
  return row;
}

function policyOf({ inForce, promotion, asked }: LoadedPromotion): PromotionReply["policy"] {
  const { digest, document } = inForce;
  return {
    id: policyId(digest),
    name: document.name,
    rule: promotion.rule ?? null,
    isTheOneRequestedUnder: asked.policy === digest,
  };
}

function overridesOf({ promotion }: LoadedPromotion, who: (account: string) => Who): PromotionReply["overrides"] {
  return promotion.overrides.map(({ by, checks, recordedAt }) => ({
    by: who(by.account),
    checks: [...checks],
    recordedAt,
  }));
}

const Written = z.object({ text: z.string() });

/** What people wrote with their decisions about the request: whoever may see it may read that. */
async function remarksOf(
  tx: ReadTx,
  { decisions }: LoadedPromotion,
  who: (account: string) => Who,
): Promise<PromotionReply["remarks"]> {
  const opened = await openParts(tx, decisions, "comment", true);
  return decisions.flatMap((event) => {
    const part = opened.get(event.id);
    return part
      ? [
          {
            by: who(event.actor.account),
            action: event.action,
            recordedAt: event.recorded_at,
            eventId: event.id,
            text: Written.safeParse(part.content).data?.text ?? null,
          },
        ]
      : [];
  });
}

/** One request with its evidence, its gate, and what the reader may do about it. */
export function viewPromotion(acting: Acting, id: string): Promise<PromotionReply> {
  const { project } = acting;
  return read(async (tx) => {
    const [speaksAsOf, loaded] = await Promise.all([asOf(tx), loadPromotion(tx, project, id)]);
    const [{ version, attestations, attested }, history, who] = await Promise.all([
      beside(tx, project, loaded.asked.versionId),
      namedTrail(tx, { project, subjectType: "promotion_request", subject: id }, { limit: HISTORY }),
      whoIs(tx, accountsOf(loaded)),
    ]);
    const { promotion, approvals, rejections } = loaded;
    const reader = signerOf(acting);
    return {
      promotion: summary(loaded, who),
      policy: policyOf(loaded),
      modelVersion: version,
      approvals: approvals.map((each) => ({ ...told(each, who), automated: each.isAutomated, counts: each.counts })),
      rejections: rejections.map((each) => told(each, who)),
      overrides: overridesOf(loaded, who),
      remarks: await remarksOf(tx, loaded, who),
      attestations,
      attestationsTotal: attested,
      gate: gateOf(promotion),
      youMayNotApprove: reasonsToRefuseApproval(promotion, reader),
      youMayNotWithdraw: reasonsToRefuseWithdrawal(promotion, reader),
      youMayNotOverride: reasonsToRefuseOverride(promotion, reader),
      history: history.events.filter(isDecision),
      asOf: speaksAsOf,
    };
  });
}
