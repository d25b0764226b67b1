import { z } from "zod";
import type { Ref } from "@/graph-schema/names";
import { Instant, instant } from "@/graph-schema/values";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { detailsOf, liveAt, type Standing, standingsOf } from "@/lib/lineage/live";
import { originsOf } from "@/lib/lineage/origins";
import { StoredArtifact } from "@/lib/lineage/summary";
import { environmentsOf, type Upstream, upstreamOf } from "./lineage";
import { CONCERNED, POLICY } from "./queries";
import type { Snapshot } from "./snapshot";

const Row = z.object({
  deployment: z.string().nullable(),
  target: z.string().nullable(),
  version: StoredArtifact,
  model: z.string().nullable(),
});
type Focus = z.infer<typeof Row>;

/** A snapshot with the artifacts of its lineage. */
export interface Seen {
  readonly snapshot: Snapshot;
  readonly nodes: readonly ArtifactSummary[];
  readonly truncated: boolean;
}

/** What was live before and after the trouble began. `before` is `after` itself where nothing went live in the window. */
export interface Scene {
  readonly model: string | null;
  readonly before: Seen | null;
  readonly after: Seen | null;
  readonly standings: readonly Standing[];
}

async function policyOf(tx: ReadTx, project: string, request: string | undefined): Promise<string | null> {
  const rows =
    request === undefined ? [] : await tx.rows(POLICY, { project, id: request }, z.object({ id: z.string() }));
  return rows[0]?.id ?? null;
}

type Told = Omit<Snapshot, "inputs" | "derived" | "environments">;

async function seen(project: string, told: Told, { nodes, inputs, derived, truncated }: Upstream): Promise<Seen> {
  const environments = await environmentsOf(project, inputs);
  return { snapshot: { ...told, inputs, derived, environments }, nodes, truncated };
}

/** What was live by one deployment, as it was known when it went live. */
async function deployed(tx: ReadTx, project: string, standing: Standing): Promise<Seen> {
  const details = await detailsOf(tx, project, standing, Instant.parse(standing.at));
  const { deployment, since, modelVersion, run, metrics, approvals, attestations, promotionRequest } = details;
  const policy = await policyOf(tx, project, promotionRequest?.id);
  const told = { deployment, since, modelVersion, run, metrics, approvals, attestations, policy };
  return seen(project, told, await upstreamOf(tx, project, modelVersion, run?.id ?? null));
}

/** A version that never went live, by itself. */
async function undeployed(tx: ReadTx, project: string, modelVersion: ArtifactSummary): Promise<Seen> {
  const { run, metrics } = await originsOf(tx, project, modelVersion.id);
  const told = {
    deployment: null,
    since: null,
    modelVersion,
    run,
    metrics,
    approvals: [],
    attestations: [],
    policy: null,
  };
  return seen(project, told, await upstreamOf(tx, project, modelVersion, run?.id ?? null));
}

function justBefore(at: string): string {
  return instant(Date.parse(at) - 1);
}

/** What was live at T: the deployment that the incident names; else the named version's; else what the record has for T. */
function standingAfter(standings: readonly Standing[], focus: Focus, at: string): Standing | undefined {
  const named = standings.find(({ deployment }) => deployment.id === focus.deployment);
  const ofVersion = standings.filter(({ version }) => version.id === focus.version.id);
  return named ?? liveAt(ofVersion, at).standing ?? ofVersion[0];
}

/** What was live just before; where nothing went live within the window, the same. */
function standingBefore(standings: readonly Standing[], after: Standing, from: string): Standing | undefined {
  if (after.at < from) {
    return after;
  }
  const others = standings.filter(({ deployment, at }) => deployment.id !== after.deployment.id && at <= after.at);
  return liveAt(others, justBefore(after.at)).standing ?? others[0];
}

/** Loads what was live before and after T, of the model that the incident concerns. */
export async function loadScene(
  tx: ReadTx,
  project: string,
  concerns: readonly Ref[],
  { at, from }: { readonly at: Instant; readonly from: Instant },
): Promise<Scene> {
  const rows = concerns.length > 0 ? await tx.rows(CONCERNED, { project, refs: concerns }, Row) : [];
  // A deployment says more than its version does.
  const focus = rows.find(({ deployment }) => deployment !== null) ?? rows[0];
  if (!focus) {
    return { model: null, before: null, after: null, standings: [] };
  }
  const { model, target, version } = focus;
  const standings = model === null ? [] : await standingsOf(tx, project, model, target ?? "production");
  const after = standingAfter(standings, focus, at);
  if (!after) {
    const live = liveAt(standings, at).standing;
    const before = live ? await deployed(tx, project, live) : null;
    return { model, before, after: await undeployed(tx, project, version), standings };
  }
  const before = standingBefore(standings, after, from);
  const now = await deployed(tx, project, after);
  const same = before?.deployment.id === after.deployment.id;
  return { model, after: now, before: same ? now : before ? await deployed(tx, project, before) : null, standings };
}
