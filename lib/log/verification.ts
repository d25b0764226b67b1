import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { instant, stampOf } from "@/graph-schema/values";
import { LastVerification } from "@/lib/contract/log";
import { configuration } from "@/lib/env";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { lastSignedCheckpoint, publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { type Checkpoint, openCheckpoint, type Trust } from "@/lib/tlog/checkpoint";
import { parseVkeys } from "@/lib/tlog/note";
import type { Compare } from "./anchors";
import { beside, CheckpointRow } from "./beside";
import { standingFault } from "./end";
import type { Breach } from "./findings";
import { readHead } from "./head";
import { publishedCheckpoint } from "./proofs";
import {
  CHECKPOINTS,
  LAST_VERIFICATION,
  NEVER_PLACED,
  OLDEST_PENDING,
  QUARANTINED,
  SAVE_VERIFICATION,
} from "./queries";
import { type OnProgress, replay } from "./replay/replay";
import { scanLog, signedBy } from "./scan";
import type { LogStorage } from "./storage";

/** Whoever was recorded and waits for a place longer than this has been forgotten, or is being kept out. */
const PENDING_MS = 60_000;

/** The keys of this installation and of its witnesses, for its own checks. Others pin them: they do not take them from us. */
export async function ownTrust(): Promise<Trust> {
  const keys = await publicKeys();
  return {
    origin: keys.origin,
    logKeys: parseVkeys(keys.log),
    witnessKeys: configuration().anchors.witnesses.map(({ key }) => key),
  };
}

/** A checkpoint is published right after it was kept, and first of all by whoever starts again after a crash in between. */
const PUBLISHED_WITHIN_MS = 3_000;

/** Nothing is published: was nothing kept yet, as before the first checkpoint or while witnesses are waited for, or is it lost? */
async function lost(storage: LogStorage): Promise<Breach[]> {
  const breach = { kind: "checkpoint_missing", detail: "nothing is published" };
  const signed = await lastSignedCheckpoint();
  const head = await read(readHead);
  if ((head?.size ?? 0) === 0) {
    return signed === null ? [] : [breach];
  }
  const [kept] = await read((tx) => tx.rows(CHECKPOINTS, { before: Number.MAX_SAFE_INTEGER, limit: 1 }, CheckpointRow));
  if (!kept) {
    return [];
  }
  await pause(PUBLISHED_WITHIN_MS);
  return (await publishedCheckpoint(storage)) ? [] : [breach];
}

/** Whoever has the database may write any row: none keeps the others from being verified. */
const Waiting = z.object({ id: z.string().nullable() });
const Aside = Waiting.extend({ why: z.string().nullable() });
/** So far ahead no recorder is. */
const AHEAD_MS = 60_000;

function named(id: string | null): string {
  return `event ${id ?? "without a name"}`;
}

async function late(tx: ReadTx): Promise<{ readonly size: number; readonly ids: readonly string[] }> {
  const rows = await tx.rows(OLDEST_PENDING, { before: stampOf(Date.now() - PENDING_MS) }, Waiting);
  return { size: (await readHead(tx))?.size ?? 0, ids: rows.map(({ id }) => named(id)) };
}

/** What waits too long while nothing is integrated. A backlog that is worked off, as after a pause of the machine, does not. */
async function stuck(before: Awaited<ReturnType<typeof late>>): Promise<Breach[]> {
  const now = await read(late);
  const still = now.size === before.size ? before.ids.filter((id) => now.ids.includes(id)) : [];
  return still.map((event) => ({ kind: "pending_too_long", detail: event }));
}

async function setAside(tx: ReadTx): Promise<Breach[]> {
  const beyond = stampOf(Date.now() + AHEAD_MS);
  const aside = [...(await tx.rows(QUARANTINED, {}, Aside)), ...(await tx.rows(NEVER_PLACED, { beyond }, Aside))];
  return aside.map(({ id, why }) => ({ kind: "quarantined", detail: `${named(id)}: ${why ?? "no reason"}` }));
}

/** Does the head, by which the log grows, stand where the entries end? */
async function headStands(storage: LogStorage): Promise<Breach[]> {
  const fault = await standingFault(storage);
  return fault?.kind === "head_differs" ? [{ kind: "head_differs", detail: fault.message }] : [];
}

/** The tree from the entries' bytes, and the recorder's signature on each. */
async function signatures(storage: LogStorage, tree: Checkpoint, onProgress: OnProgress): Promise<Breach[]> {
  const keys = parseVkeys((await publicKeys()).events);
  return scanLog(storage, tree, async (stretch) => {
    const breaches = await signedBy(stretch, keys);
    await onProgress(stretch.start + stretch.entries.length, breaches);
    return breaches;
  });
}

interface Verifying {
  /** Rebuild the graph and compare it; otherwise each entry's signature is checked instead. */
  readonly isReplayed: boolean;
  readonly onProgress: OnProgress;
  /** Compares the log with what outsiders keep. */
  readonly compare?: Compare;
  /** Looks at the rows that grant power, which are beside the log. */
  readonly rows?: () => Promise<readonly Breach[]>;
  /** Told, after a replay, how many parts were erased or taken by retention. */
  readonly onRedacted?: (parts: number) => void;
}

/** What is told on the way is told again by what goes over the files once more. */
function distinct(breaches: readonly Breach[]): Breach[] {
  return [...new Map(breaches.map((each) => [`${each.kind} ${each.detail}`, each])).values()];
}

/**
 * Checks everything that can be checked from here: the checkpoint's signature, the ends of database, files and signer, what
 * outsiders keep, the decisions, the tree from the entries' bytes, the graph against the log, and what waits. What is seen soon
 * is told first: the graph of a long log takes minutes. Returns what is wrong.
 */
export async function verifyLog(
  storage: LogStorage,
  { isReplayed, onProgress, compare, rows, onRedacted }: Verifying,
): Promise<Breach[]> {
  const told = async (breaches: Breach[]) => {
    await (breaches.length > 0 && onProgress(0, breaches));
    return breaches;
  };
  const published = await publishedCheckpoint(storage);
  const trust = await ownTrust();
  const waited = await read(late);
  const aside = [...(await read(setAside)), ...(await headStands(storage)), ...((await rows?.()) ?? [])];
  if (!published) {
    return [...aside, ...(await lost(storage))];
  }
  const opened = openCheckpoint(published.note, trust, verifyEd25519);
  if (!opened.valid) {
    return [...aside, { kind: "checkpoint_invalid", detail: opened.why }];
  }
  const { tree } = published;
  return distinct([
    ...(await told([...aside, ...(await beside(storage, published, trust, compare))])),
    ...(isReplayed ? await told(await scanLog(storage, tree, async () => [])) : []),
    ...(isReplayed ? await replay(storage, tree, onProgress, onRedacted) : await signatures(storage, tree, onProgress)),
    ...(await stuck(waited)),
  ]);
}

/** Keeps what the last verification found, for the health endpoint and the log's page. It is no evidence. */
export async function saveVerification(last: LastVerification): Promise<void> {
  await write((tx) => tx.run(SAVE_VERIFICATION, { result: JSON.stringify(last) }));
}

/** What the last verification found; undefined before the first. */
export async function lastVerification(tx: ReadTx): Promise<LastVerification | undefined> {
  const [row] = await tx.rows(LAST_VERIFICATION, {}, z.object({ result: z.string() }));
  return row && LastVerification.parse(JSON.parse(row.result));
}

/** What a verification came to, in the form in which it is kept. */
export function verificationOf(began: number, size: number, breaches: readonly Breach[]): LastVerification {
  return { at: instant(Date.now()), tookMs: Date.now() - began, size, found: breaches.length };
}
