import { z } from "zod";
import { POINTING_DOWNSTREAM, POINTING_UPSTREAM } from "@/graph-schema/catalogue";
import { ArtifactTypeName, type Ref, refKey } from "@/graph-schema/names";
import { Stamp } from "@/graph-schema/values";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { type Interpreted, linkKey, singleEnd } from "./interpret";
import { KNOWN_ARTIFACTS, KNOWN_EVENTS, KNOWN_LINKS, KNOWN_SINGLES, upstreamHop } from "./queries";
import { endedAmong } from "./signing-keys";

const ArtifactRow = z.object({
  project: z.string(),
  type: ArtifactTypeName,
  id: z.string(),
  stamp: Stamp,
  properties: z.record(z.string(), z.unknown()),
  deployed: z.array(z.string()),
});

/** An event that is recorded, by its producer's id. */
export const EventRow = z.object({
  project: z.string(),
  eventId: z.string(),
  id: z.string(),
  requestDigest: z.string().nullable(),
  stamp: Stamp,
  recordedAt: z.string(),
  eventSha256: z.string(),
  origin: z.enum(["acted", "asserted"]),
  signedBy: z.string().nullable(),
});

const LinkRow = z.object({ key: z.string() });
const SingleRow = z.object({ key: z.string(), type: ArtifactTypeName, id: z.string() });
const RefRow = z.object({ type: ArtifactTypeName, id: z.string() });

interface KnownArtifact extends Pick<z.infer<typeof ArtifactRow>, "stamp" | "properties" | "deployed"> {
  /** Made by this very transaction: nobody else can have joined anything to it. */
  readonly isNew: boolean;
}
export type KnownEvent = z.infer<typeof EventRow>;

/** What the record says about everything that some events name. Keys of other projects never meet. */
export interface Known {
  readonly artifacts: Map<string, KnownArtifact>;
  readonly events: Map<string, KnownEvent>;
  readonly links: Set<string>;
  readonly singles: Map<string, Ref>;
  /** Lineage that this transaction has added: downstream artifact → what came before it. */
  readonly added: Map<string, readonly Ref[]>;
  /** Producers' ids of the events that this transaction is about to record. */
  readonly pending: Set<string>;
  /** Callers' keys that ended before this transaction. */
  readonly endedKeys: ReadonlySet<string>;
}

/** One text for something within one project. */
export function scoped(project: string, key: string): string {
  return `${project} ${key}`;
}

/** One text for "the only `rel` of this artifact". */
export function singleKey(project: string, rel: string, one: Ref): string {
  return scoped(project, `${rel} ${refKey(one)}`);
}

/** An event that wants to be recorded, and in which project. */
export interface Candidate {
  readonly project: string;
  readonly event: Interpreted;
}

function refsOf({ project, event }: Candidate) {
  const refs = [event.subject, ...event.mentions, ...event.declarations].map(({ ref }) => ref);
  return refs.map((ref) => ({ project, ...ref }));
}

/** What is known where nothing is asked. */
export function nothingKnown(): Known {
  return {
    artifacts: new Map(),
    events: new Map(),
    links: new Set(),
    singles: new Map(),
    added: new Map(),
    pending: new Set(),
    endedKeys: new Set(),
  };
}

/** Loads what `candidates` need, in two round trips: one when nothing that they join exists yet. Keys that signed stay locked. */
export async function loadKnown(tx: WriteTx, candidates: readonly Candidate[]): Promise<Known> {
  const refs = [...new Map(candidates.flatMap(refsOf).map((ref) => [scoped(ref.project, refKey(ref)), ref])).values()];
  const endedKeys = await endedAmong(
    tx,
    candidates.flatMap(({ event }) => event.signedBy ?? []),
  );
  const wanted = candidates.map(({ project, event }) => ({ project, eventId: event.wire.event_id }));
  const [artifacts, events] = await Promise.all([
    refs.length > 0 ? tx.rows(KNOWN_ARTIFACTS, { refs }, ArtifactRow) : [],
    wanted.length > 0 ? tx.rows(KNOWN_EVENTS, { events: wanted }, EventRow) : [],
  ]);
  const known: Known = {
    ...nothingKnown(),
    artifacts: new Map(artifacts.map((row) => [scoped(row.project, refKey(row)), { ...row, isNew: false }])),
    events: new Map(events.map((row) => [scoped(row.project, row.eventId), row])),
    endedKeys,
  };
  await loadLinks(tx, candidates, known);
  return known;
}

async function loadLinks(tx: ReadTx, candidates: readonly Candidate[], known: Known): Promise<void> {
  const exists = (project: string, ref: Ref) => known.artifacts.has(scoped(project, refKey(ref)));
  const between = candidates.flatMap(({ project, event }) =>
    event.links
      .filter(({ from, to }) => exists(project, from) && exists(project, to))
      .map((link) => ({ ...link, project, key: scoped(project, linkKey(link)) })),
  );
  const singles = candidates.flatMap(({ project, event }) =>
    event.links.flatMap((link) => {
      const end = singleEnd(link);
      return end && exists(project, end.one)
        ? [{ project, ...end.one, rel: link.rel, side: end.side, key: singleKey(project, link.rel, end.one) }]
        : [];
    }),
  );
  const [links, others] = await Promise.all([
    between.length > 0 ? tx.rows(KNOWN_LINKS, { links: between }, LinkRow) : [],
    singles.length > 0 ? tx.rows(KNOWN_SINGLES, { singles }, SingleRow) : [],
  ]);
  for (const { key } of links) {
    known.links.add(key);
  }
  for (const { key, type, id } of others) {
    known.singles.set(key, { type, id });
  }
}

const UPSTREAM_HOP = upstreamHop(POINTING_UPSTREAM, POINTING_DOWNSTREAM);

/**
 * Is `target` upstream of `start`, in the record or by what this transaction has added? Call it under the derivation
 * lock: late edges of other transactions cannot come in between.
 */
export async function isUpstream(tx: ReadTx, project: string, start: Ref, target: Ref, known: Known): Promise<boolean> {
  const wanted = refKey(target);
  const seen = new Set([refKey(start)]);
  let frontier = [start];
  while (frontier.length > 0 && !seen.has(wanted)) {
    const rows = await tx.rows(UPSTREAM_HOP, { refs: frontier.map((ref) => ({ project, ...ref })) }, RefRow);
    const next = [...rows, ...frontier.flatMap((ref) => known.added.get(scoped(project, refKey(ref))) ?? [])];
    frontier = next.filter((ref) => !seen.has(refKey(ref)));
    for (const ref of frontier) {
      seen.add(refKey(ref));
    }
  }
  return seen.has(wanted);
}
