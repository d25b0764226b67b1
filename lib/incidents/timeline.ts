import { z } from "zod";
import { type ActionName, WIRE_ACTIONS } from "@/graph-schema/actions";
import { Ref, refKey } from "@/graph-schema/names";
import type { Instant } from "@/graph-schema/values";
import type { Lane, Timeline, TimelineEvent } from "@/lib/contract/cause";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { ReadTx } from "@/lib/graph/session";
import { auditRow } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { countAround, eventsAround } from "@/lib/ledger/around";
import type { TrailRow } from "@/lib/ledger/trail";
import { StoredArtifact } from "@/lib/lineage/summary";
import { laneOf, weightOf } from "./lanes";
import { SPEAKING, VERSIONS } from "./queries";
import type { Scene } from "./scene";
import { seriesOf } from "./series";
import type { Speaking } from "./warnings";

/** More events than that of one incident are not read; the reply says so. */
export const MOST_READ = 5_000;
const MOST_SHOWN = 1_000;
/** Predictions are what a model does all day, and say nothing of what became of it. */
const ACTIONS = [
  ...WIRE_ACTIONS.filter((name) => name !== "predict"),
  "alert",
] as const satisfies readonly ActionName[];
const ACCESS = ["grant_access", "revoke_access"] as const satisfies readonly ActionName[];
const TAKING = ["download", "export"] as const satisfies readonly ActionName[];

/** Everything around an incident: the lineages of what was live, what speaks about them, and the artifacts of its own. */
export interface Surroundings {
  readonly artifacts: readonly ArtifactSummary[];
  readonly subjects: readonly Ref[];
  readonly speaking: readonly Speaking[];
}

function distinct<Each extends Ref>(refs: readonly Each[]): Each[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

function bare({ type, id }: Ref): Ref {
  return { type, id };
}

const Speaker = z.object({ ...Ref.shape, artifact: StoredArtifact });

async function speakingOf(tx: ReadTx, project: string, refs: readonly Ref[]): Promise<Speaking[]> {
  const rows = refs.length > 0 ? await tx.rows(SPEAKING, { project, refs }, Speaker) : [];
  return rows.map(({ type, id, artifact }) => ({ about: { type, id }, artifact }));
}

/** What belongs to the story of `incident`: all that was live, was made for it, or was said about it. */
export async function surroundingsOf(
  tx: ReadTx,
  project: string,
  incident: Ref,
  { model, before, after, standings }: Scene,
): Promise<Surroundings> {
  const versions = model === null ? [] : await tx.rows(VERSIONS, { project, model }, z.object(Ref.shape));
  const nodes = [...(before?.nodes ?? []), ...(after?.nodes ?? [])].filter(({ type }) => type !== "prediction");
  const own = distinct([...nodes, ...standings.map(({ deployment }) => deployment)]);
  const refs = distinct([...own.map(bare), ...versions, bare(incident)]);
  const speaking = await speakingOf(tx, project, refs);
  const artifacts = distinct([...own, ...speaking.map(({ artifact }) => artifact)]);
  return { artifacts, subjects: distinct([...refs, ...artifacts.map(bare)]), speaking };
}

/** The events of the surroundings between two moments, and what was granted to whom; the latest recorded first. */
export function eventsOf(
  tx: ReadTx,
  project: string,
  { artifacts, subjects }: Surroundings,
  { from, to, anywhere }: { from: Instant; to: Instant; anywhere: boolean },
): Promise<TrailRow[]> {
  const ids = [...new Set(artifacts.map(({ eventId }) => eventId))];
  return eventsAround(tx, {
    project,
    subjects,
    actions: ACTIONS,
    ids,
    anywhere: anywhere ? ACCESS : [],
    from,
    to,
    limit: MOST_READ + 1,
  });
}

function nearest(events: readonly TimelineEvent[], at: string): TimelineEvent[] {
  const distance = (event: TimelineEvent) => Math.abs(Date.parse(event.at) - Date.parse(at));
  return events.length <= MOST_SHOWN
    ? [...events]
    : events.toSorted((a, b) => distance(a) - distance(b)).slice(0, MOST_SHOWN);
}

function byTime(a: TimelineEvent, b: TimelineEvent): number {
  return a.at === b.at ? a.stamp - b.stamp : a.at < b.at ? -1 : 1;
}

interface Asked {
  readonly at: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly lanes: readonly Lane[] | undefined;
  readonly maySeeAccess: boolean;
}

/** The timeline of what happened between two moments, oldest first; of more than can be shown, what is nearest to T. */
export async function timelineOf(
  tx: ReadTx,
  project: string,
  surroundings: Surroundings,
  { at, from, to, lanes, maySeeAccess }: Asked,
): Promise<Timeline> {
  const { artifacts, subjects } = surroundings;
  const rows = await eventsOf(tx, project, surroundings, { from, to, anywhere: maySeeAccess });
  const read = rows.slice(0, MOST_READ);
  const who = await whoIs(
    tx,
    read.map(({ account }) => account),
  );
  const made = new Map(artifacts.map((artifact) => [artifact.eventId, artifact]));
  const events = read
    .map((row): TimelineEvent => {
      const event = auditRow(row, who);
      const own = made.get(event.id) ?? null;
      return { ...event, lane: laneOf(event), weight: weightOf(event, own), made: own };
    })
    .filter(({ lane }) => lanes === undefined || lanes.includes(lane));
  const shown = nearest(events, at).sort(byTime);
  return {
    from,
    to,
    events: shown,
    series: shown.flatMap(seriesOf),
    total: events.length,
    totalIs: rows.length > MOST_READ ? "at_least" : "exact",
    truncated: shown.length < events.length || rows.length > MOST_READ,
    hidden: maySeeAccess ? [] : ["access"],
    downloads: await countAround(tx, { project, subjects, actions: TAKING, from, to }),
  };
}
