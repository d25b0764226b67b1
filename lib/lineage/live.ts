import { z } from "zod";
import { ORIGINS } from "@/graph-schema/envelope";
import { type Instant, instant } from "@/graph-schema/values";
import type { LiveReply } from "@/lib/contract/promotion";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { JsonText } from "@/lib/graph/stored";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { originsOf } from "./origins";
import { DECISIONS_OF_DEPLOYMENT, DEPLOYMENTS_OF_MODEL, MODEL_EXISTS } from "./queries";
import { Deployed, endings, foremost } from "./standing";
import { StoredArtifact } from "./summary";

const Row = z.object({
  deployment: StoredArtifact,
  version: StoredArtifact,
  account: z.string(),
  action: z.string(),
  deployed: Deployed,
});
const Approval = z.object({
  account: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  origin: z.enum(ORIGINS),
  eventId: z.string(),
});

const Stage = z.object({
  facts: JsonText.pipe(z.object({ to_stage: z.string().optional() })).nullable(),
  origin: z.enum(ORIGINS),
  eventId: z.string(),
  at: z.string(),
});

const Decisions = z.object({
  /** Null, too, where somebody wrote what the recorder never does. */
  stage: Stage.nullable().catch(null),
  request: StoredArtifact.nullable(),
  approvals: z.array(Approval),
  attestations: z.array(StoredArtifact),
});

/** A deployment in time: from when to when it was live, as the acts say, and how we know. */
export interface Standing extends Omit<z.infer<typeof Row>, "deployed"> {
  readonly at: string;
  readonly endedAt: string | null;
  readonly origin: Deployed["origin"];
}

/** Every deployment of `model` to `target`, newest first, each with its end where it has one. */
export async function standingsOf(tx: ReadTx, project: string, model: string, target: string): Promise<Standing[]> {
  const rows = await tx.rows(DEPLOYMENTS_OF_MODEL, { project, model, target }, Row);
  const ended = endings(rows.map(({ deployed }) => deployed));
  return rows.map(({ deployed: { id, at, origin }, ...row }) => ({
    ...row,
    at,
    origin,
    endedAt: ended.get(id) ?? null,
  }));
}

/**
 * What was live at `at`: the latest deployment that had begun and not ended. Times are those that the acts state. What
 * is only asserted does not hide what was deployed by an act: where it began later it is told beside.
 */
export function liveAt(standings: readonly Standing[], at: string): { standing?: Standing; asserted?: Standing } {
  const begun = standings.filter((row) => row.at <= at && (row.endedAt === null || row.endedAt > at));
  const standing = foremost(begun);
  const asserted = foremost(begun.filter(({ origin }) => origin === "asserted"));
  if (!standing || !asserted || standing.origin === "asserted" || asserted.at < standing.at) {
    return standing ? { standing } : {};
  }
  return { standing, asserted };
}

/** A promotion that does not say to which stage tells no stage. */
function stageOf({ facts, origin, eventId, at }: z.infer<typeof Stage>) {
  const name = facts?.to_stage;
  return name === undefined ? null : { name, origin, eventId, at };
}

/** One deployment with everything that made it, and what had been decided about its version by `at`. */
export async function detailsOf(
  tx: ReadTx,
  project: string,
  standing: Standing,
  at: Instant,
): Promise<NonNullable<LiveReply["live"]>> {
  const ids = { project, deployment: standing.deployment.id, version: standing.version.id, at };
  const [origins, [decisions]] = await Promise.all([
    originsOf(tx, project, standing.version.id),
    tx.rows(DECISIONS_OF_DEPLOYMENT, ids, Decisions),
  ]);
  const approvals = decisions?.approvals ?? [];
  const who = await whoIs(tx, [standing.account, ...approvals.map(({ account }) => account)]);
  return {
    deployment: standing.deployment,
    since: standing.at,
    until: standing.endedAt,
    deployedBy: who(standing.account),
    modelVersion: standing.version,
    stage: decisions?.stage ? stageOf(decisions.stage) : null,
    ...origins,
    promotionRequest: decisions?.request ?? null,
    approvals: approvals.map(({ account, ...approval }) => ({ by: who(account), ...approval })),
    attestations: decisions?.attestations ?? [],
  };
}

/** What is, or at `at` was, live of `model` at `target`, with everything that made it; and the history. */
export function live(project: string, model: string, target: string, at?: Instant): Promise<LiveReply> {
  return read(async (tx) => {
    const moment = at ?? instant(Date.now());
    const [speaksAsOf, [known], standings] = await Promise.all([
      asOf(tx),
      tx.rows(MODEL_EXISTS, { project, id: model }, z.object({ exists: z.boolean() })),
      standingsOf(tx, project, model, target),
    ]);
    if (!known?.exists) {
      throw new NotFound(`model ${model}`);
    }
    const { standing, asserted } = liveAt(standings, moment);
    return {
      model,
      target,
      at: moment,
      live: standing ? await detailsOf(tx, project, standing, moment) : null,
      asserted: asserted
        ? {
            deployment: asserted.deployment.id,
            modelVersion: asserted.version.id,
            since: asserted.at,
            recordedAt: asserted.deployment.recordedAt,
          }
        : null,
      history: standings.map((row) => ({
        deployment: row.deployment.id,
        modelVersion: row.version.id,
        from: row.at,
        recordedAt: row.deployment.recordedAt,
        until: row.endedAt,
        action: row.action,
        origin: row.origin,
      })),
      asOf: speaksAsOf,
    };
  });
}
