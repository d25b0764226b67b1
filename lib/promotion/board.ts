import { z } from "zod";
import { ActionNameSchema, action } from "@/graph-schema/actions";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { PromotionReply, PromotionRow, PromotionsReply } from "@/lib/contract/promotion";
import type { ListQuery } from "@/lib/contract/query";
import type { AuditRow, Who } from "@/lib/contract/reply";
import { type ReadTx, read } from "@/lib/graph/session";
import { namedTrail } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { StoredArtifact } from "@/lib/lineage/summary";
import { reasonsGateIsShut, reasonsToRefuseApproval } from "./gate";
import { type LoadedPromotion, loadIfProven, loadPromotion, type ProvenAct } from "./load";
import { PROMOTION_IDS, PROMOTIONS_TOTAL, SHOWN_BESIDE } from "./queries";

/** Decisions about one request are few; looks at it may be many and are not part of its history. */
const HISTORY = 500;

type Row = z.infer<typeof PromotionRow>;

function isDecision({ action: name }: AuditRow): boolean {
  const known = ActionNameSchema.safeParse(name);
  return known.success && action(known.data).family === "decision";
}

function stateOf({ promotion }: LoadedPromotion): Row["state"] {
  if (promotion.promotions > 0) {
    return "promoted";
  }
  if (promotion.rejections.length > 0) {
    return "rejected";
  }
  return reasonsGateIsShut(promotion).length === 0 ? "approved" : "open";
}

function summary(loaded: LoadedPromotion, who: (account: string) => Who): Row {
  const { asked, promotion, approvals } = loaded;
  return {
    id: asked.id,
    modelVersion: asked.versionId,
    fromStage: asked.fromStage,
    toStage: asked.toStage,
    requestedBy: who(promotion.requestedBy.account),
    requestedAt: asked.at,
    recordedAt: asked.recordedAt,
    state: stateOf(loaded),
    approvals: approvals.length,
  };
}

function accountsOf({ promotion, approvals, rejections }: LoadedPromotion): string[] {
  return [promotion.requestedBy, ...approvals.map(({ by }) => by), ...rejections.map(({ by }) => by)].map(
    ({ account }) => account,
  );
}

/** The promotion requests of a project, newest first. Those that no signed event made are left out, and counted. */
export function listPromotions(project: string, { limit, cursor }: ListQuery): Promise<PromotionsReply> {
  return read(async (tx) => {
    const page = { project, before: cursor === undefined ? null : Number(cursor), limit: limit + 1 };
    const [speaksAsOf, ids, [counted]] = await Promise.all([
      asOf(tx),
      tx.rows(PROMOTION_IDS, page, z.object({ id: z.string(), stamp: z.int() })),
      tx.rows(PROMOTIONS_TOTAL, { project }, z.object({ total: z.int() })),
    ]);
    const shown = ids.slice(0, limit);
    const loaded: LoadedPromotion[] = [];
    for (const { id } of shown) {
      const each = await loadIfProven(tx, project, id);
      loaded.push(...(each ? [each] : []));
    }
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

function verdicts(acts: readonly ProvenAct[], who: (account: string) => Who) {
  return acts.map(({ id, by, at, recordedAt, eventId }) => ({ id, by: who(by.account), at, recordedAt, eventId }));
}

const Beside = z.object({ version: StoredArtifact, attestations: z.array(StoredArtifact) });

async function beside(tx: ReadTx, project: string, version: string) {
  const [row] = await tx.rows(SHOWN_BESIDE, { project, id: version }, Beside);
  if (!row) {
    throw new Error(`model version ${version} is gone from the graph`);
  }
  return row;
}

/** One request with its evidence, its gate, and whether `reader` may approve it. */
export function viewPromotion(project: string, id: string, reader: EnvelopeActor): Promise<PromotionReply> {
  return read(async (tx) => {
    const [speaksAsOf, loaded] = await Promise.all([asOf(tx), loadPromotion(tx, project, id)]);
    const [{ version, attestations }, history, who] = await Promise.all([
      beside(tx, project, loaded.asked.versionId),
      namedTrail(tx, { project, subjectType: "promotion_request", subject: id }, { limit: HISTORY }),
      whoIs(tx, accountsOf(loaded)),
    ]);
    const shut = reasonsGateIsShut(loaded.promotion);
    return {
      promotion: summary(loaded, who),
      modelVersion: version,
      approvals: verdicts(loaded.approvals, who),
      rejections: verdicts(loaded.rejections, who),
      attestations,
      gate: { open: shut.length === 0, reasons: shut },
      youMayNotApprove: reasonsToRefuseApproval(loaded.promotion, reader),
      history: history.events.filter(isDecision),
      asOf: speaksAsOf,
    };
  });
}
