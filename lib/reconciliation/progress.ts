import { z } from "zod";
import { ArtifactTypeName } from "@/graph-schema/names";
import { DISCREPANCY_KINDS } from "@/lib/contract/reconciliation";
import { autocommit, read, write } from "@/lib/graph/session";
import { LOCK } from "@/lib/ledger/queries";
import type { Discrepancy } from "./compare";
import { END_RUN, KEEP_RUN, TAKE_RUN, UNFINISHED_RUN } from "./queries";

const LEASE_MS = 60_000;
/** What is told in full; the counts are of all. */
const MOST_TOLD = 1_000;

const Count = z.int().nonnegative();
const Kind = z.enum(DISCREPANCY_KINDS);
const Attached = z.object({ project: z.string(), type: ArtifactTypeName, id: z.string() });

/**
 * How far a run is. It is kept in the database, where it is operational and no evidence: findings are raised as they are met, so
 * whoever writes another row takes nothing back, and the counts go into the report alone. The report says how often it was resumed.
 */
const Progress = z.object({
  v: z.literal(1),
  mode: z.enum(["incremental", "full"]),
  /** In ms since 1970, of the first process that ran it. */
  beganAt: z.int(),
  resumed: Count,
  /** The name of the last thing that was compared, in the order in which stores list. */
  cursor: z.string(),
  blobs: Count,
  read: Count,
  readBytes: Count,
  counts: z.record(Kind, Count),
  told: z.array(z.object({ kind: Kind, name: z.string(), attachedTo: z.array(Attached) })),
});
export type Progress = z.infer<typeof Progress>;

const Row = z.object({ progress: z.string().nullable() });

function parsed(text: string | null): Progress | undefined {
  // What cannot be understood, of another version perhaps, is begun anew.
  const progress = text === null ? undefined : Progress.safeParse(JSON.parse(text));
  return progress?.success ? progress.data : undefined;
}

/** What comparing one thing came to. */
export interface Step {
  readonly name: string;
  readonly isThere: boolean;
  /** Undefined where it was not read. */
  readonly readBytes?: number | undefined;
  readonly found: readonly Discrepancy[];
}

/** A run that begins now. Pure. */
export function begun(mode: Progress["mode"], now: number): Progress {
  const counts = {
    missing: 0,
    size_differs: 0,
    content_differs: 0,
    orphan: 0,
    foreign: 0,
    metadata_differs: 0,
    lock_missing: 0,
  };
  return { v: 1, mode, beganAt: now, resumed: 0, cursor: "", blobs: 0, read: 0, readBytes: 0, counts, told: [] };
}

/** How far the run is after one more step. Pure. */
export function advanced(progress: Progress, { name, isThere, readBytes, found }: Step): Progress {
  const counts = { ...progress.counts };
  for (const { kind } of found) {
    counts[kind] += 1;
  }
  const more = found.slice(0, Math.max(0, MOST_TOLD - progress.told.length));
  return {
    ...progress,
    cursor: name,
    blobs: progress.blobs + (isThere ? 1 : 0),
    read: progress.read + (readBytes === undefined ? 0 : 1),
    readBytes: progress.readBytes + (readBytes ?? 0),
    counts,
    told:
      more.length === 0
        ? progress.told
        : [...progress.told, ...more.map((each) => ({ ...each, attachedTo: [...each.attachedTo] }))],
  };
}

/** Takes the right to run; says how far the last run came that did not end. Undefined where somebody else runs. */
export async function takeRun(me: string): Promise<{ readonly left: Progress | undefined } | undefined> {
  const [row] = await write(async (tx) => {
    await tx.run(LOCK, { key: "reconcile" });
    return tx.rows(TAKE_RUN, { me, leaseMs: LEASE_MS }, Row);
  });
  return row && { left: parsed(row.progress) };
}

/** Renews the right to run, and keeps how far the run is. Throws when another process took over. */
export async function keepRun(me: string, progress: Progress): Promise<void> {
  const values = { me, leaseMs: LEASE_MS, progress: JSON.stringify(progress) };
  const rows = await write((tx) => tx.rows(KEEP_RUN, values, Row));
  if (rows.length === 0) {
    throw new Error("another reconciliation took over");
  }
}

/** Lets others run; with `left` the next one goes on from there. */
export async function endRun(me: string, left: Progress | undefined): Promise<void> {
  await autocommit(END_RUN, { me, progress: left ? JSON.stringify(left) : null });
}

/** Is there a run that did not end, or that is under way? */
export async function isUnfinished(): Promise<boolean> {
  return (await read((tx) => tx.rows(UNFINISHED_RUN, {}, Row))).length > 0;
}
