import { z } from "zod";
import { ORIGINS } from "@/graph-schema/envelope";
import { type Instant, instant } from "@/graph-schema/values";
import type { LiveReply } from "@/lib/contract/promotion";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { originsOf } from "./origins";
import { DECISIONS_OF_DEPLOYMENT, DEPLOYMENTS_OF_MODEL, MODEL_EXISTS } from "./queries";
import { StoredArtifact } from "./summary";

const Standing = z.object({
  deployment: StoredArtifact,
  version: StoredArtifact,
  at: z.string(),
  account: z.string(),
  action: z.string(),
  endedAt: z.string().nullable(),
});
type Standing = z.infer<typeof Standing>;

const Decisions = z.object({
  stage: z
    .object({ facts: z.string().nullable(), origin: z.enum(ORIGINS), eventId: z.string(), at: z.string() })
    .nullable(),
  request: StoredArtifact.nullable(),
  approvals: z.array(z.object({ account: z.string(), at: z.string(), recordedAt: z.string(), eventId: z.string() })),
  attestations: z.array(StoredArtifact),
});

/** What was live at `at`: the latest deployment that had begun and not ended. Times are those that the acts state. */
function liveAt<Row extends { readonly at: string; readonly endedAt: string | null }>(
  standings: readonly Row[],
  at: string,
): Row | undefined {
  const standing = standings.filter((row) => row.at <= at && (row.endedAt === null || row.endedAt > at));
  return [...standing].sort((a, b) => (a.at < b.at ? 1 : -1))[0];
}

const Promoted = z.object({ to_stage: z.string().optional() });

/** A promotion that does not say to which stage tells no stage. */
function stageOf({ facts, origin, eventId, at }: NonNullable<z.infer<typeof Decisions>["stage"]>) {
  const name = Promoted.parse(JSON.parse(facts ?? "{}")).to_stage;
  return name === undefined ? null : { name, origin, eventId, at };
}

async function details(
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
    approvals: approvals.map(({ account, at, recordedAt, eventId }) => ({ by: who(account), at, recordedAt, eventId })),
    attestations: decisions?.attestations ?? [],
  };
}

/** What is, or at `at` was, live of `model` at `target`, with everything that made it; and the history. */
export function live(project: string, model: string, target: string, at?: Instant): Promise<LiveReply> {
  return read(async (tx) => {
    const moment = at ?? instant(Date.now());
    const [[known], standings, speaksAsOf] = await Promise.all([
      tx.rows(MODEL_EXISTS, { project, id: model }, z.object({ exists: z.boolean() })),
      tx.rows(DEPLOYMENTS_OF_MODEL, { project, model, target }, Standing),
      asOf(tx),
    ]);
    if (!known?.exists) {
      throw new NotFound(`model ${model}`);
    }
    const standing = liveAt(standings, moment);
    return {
      model,
      target,
      at: moment,
      live: standing ? await details(tx, project, standing, moment) : null,
      history: standings.map((row) => ({
        deployment: row.deployment.id,
        modelVersion: row.version.id,
        from: row.at,
        until: row.endedAt,
        action: row.action,
        origin: row.deployment.origin,
      })),
      asOf: speaksAsOf,
    };
  });
}
