import { z } from "zod";
import { Ref } from "@/graph-schema/names";
import { instant } from "@/graph-schema/values";
import type { PageOf } from "@/lib/contract/cursor";
import { Claim } from "@/lib/contract/policy";
import type { ListQuery } from "@/lib/contract/query";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { ProductionReply, Score, ScorecardReply } from "@/lib/contract/scorecard";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { decisionsAbout } from "@/lib/ledger/chain";
import { models } from "@/lib/lineage/models";
import { originsOf } from "@/lib/lineage/origins";
import { StoredArtifact } from "@/lib/lineage/summary";
import { eventsOf, modelAndTags, VersionRow } from "./asked";
import { attestedOf } from "./attested";
import { concernsOf } from "./doubts";
import type { InForce } from "./inForce";
import { type Around, aroundOf, loadIfProven } from "./load";
import { ruleFor } from "./policy";
import { provenEvents } from "./proven";
import { HAVE_BYTES, SHOWN_BESIDE, VERSION_EVENTS } from "./queries";
import { type ScoredVersion, scoresOf } from "./scores";

const PRODUCTION = "production";
const Overridden = z.object({ overridden: z.array(z.string()).default([]) });

/** Under which requests the version was promoted to production, by the signed events. */
async function promotionsOf(
  tx: ReadTx,
  project: string,
  id: string,
  around: Around,
): Promise<ScoredVersion["promotions"]> {
  const { taken } = await decisionsAbout(tx, project, { type: "model_version", id });
  const promotions: ScoredVersion["promotions"][number][] = [];
  for (const { related = [], facts } of taken.filter(({ action }) => action === "promote")) {
    const request = related.find(({ type }) => type === "promotion_request");
    const loaded = request && (await loadIfProven(tx, project, request.id, around));
    if (request && loaded) {
      const overridden = Overridden.parse(facts ?? {}).overridden.length > 0;
      promotions.push({ request, approvals: loaded.approvals.length, overridden });
    }
  }
  return promotions;
}

/** What the policy in force wants to be attested of a version before it goes to production. */
async function wantedOf(tx: ReadTx, project: string, id: string, { document }: InForce) {
  const [row] = await tx.rows(VERSION_EVENTS, { project, id }, VersionRow);
  if (!row) {
    throw new NotFound(`model version ${id}`);
  }
  const known = modelAndTags(row, await provenEvents(tx, project, eventsOf(row)));
  const { model, tags } = known;
  const rule = ruleFor(document, { model, tags, fromStage: "staging", provenStage: null, toStage: PRODUCTION });
  return rule?.attestations ?? [];
}

async function attachedOf(tx: ReadTx, project: string, artifacts: readonly ArtifactSummary[]): Promise<Ref[]> {
  const sought = artifacts.map(({ type, id }) => ({ type, id }));
  return tx.rows(HAVE_BYTES, { project, refs: sought }, Ref);
}

const Version = z.object({ version: StoredArtifact });

/** Every question about the version `id`, answered. */
export async function scored(tx: ReadTx, project: string, id: string, around: Around): Promise<Score[]> {
  const wanted = await wantedOf(tx, project, id, around.inForce);
  const [shown] = await tx.rows(SHOWN_BESIDE, { project, id, most: 0 }, Version);
  if (!shown) {
    throw new NotFound(`model version ${id}`);
  }
  const [origins, concerns, promotions, attested] = await Promise.all([
    originsOf(tx, project, id),
    concernsOf(tx, project, id, around.findings),
    promotionsOf(tx, project, id, around),
    attestedOf(tx, project, id, Claim.options),
  ]);
  const { datasets, commits, environments } = origins;
  return scoresOf({
    version: shown.version,
    datasets,
    commits,
    environments,
    attached: await attachedOf(tx, project, [shown.version, ...datasets]),
    ...concerns,
    promotions,
    wanted,
    attested: {
      attestations: attested.latest,
      before: [],
      onlyAsserted: attested.onlyAsserted,
      now: instant(Date.now()),
      live: null,
    },
  });
}

/** The lesson's self-checks and more, of one model version, each with what it rests on. */
export function scorecard(project: string, id: string): Promise<ScorecardReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    return { modelVersion: id, scores: await scored(tx, project, id, await aroundOf(tx, project)), asOf: speaksAsOf };
  });
}

/** Every model that is live in production, a page after the other, with the scorecard of the version that is. */
export async function production(project: string, query: PageOf<ListQuery, string>): Promise<ProductionReply> {
  const { models: all, ...head } = await models(project, query);
  const live = all.flatMap(({ id, live: now }) => (now ? [{ model: id, ...now }] : []));
  const rows = await read(async (tx) => {
    const made: ProductionReply["models"] = [];
    const around = await aroundOf(tx, project);
    for (const each of live) {
      made.push({ ...each, scores: await scored(tx, project, each.modelVersion, around) });
    }
    return made;
  });
  return { models: rows, ...head };
}
