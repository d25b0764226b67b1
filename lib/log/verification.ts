import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { instant, stampOf } from "@/graph-schema/values";
import { LastVerification } from "@/lib/contract/log";
import { configuration } from "@/lib/env";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { headsUnder, lastSignedCheckpoint, publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { missingDecisions } from "@/lib/ledger/chain";
import { latestEvents } from "@/lib/ledger/latest";
import { type Checkpoint, openCheckpoint, statedTree, type Trust } from "@/lib/tlog/checkpoint";
import { base64, isSame } from "@/lib/tlog/hash";
import { parseVkeys } from "@/lib/tlog/note";
import { rootHash } from "@/lib/tlog/tree";
import type { Compare } from "./anchors";
import { standingFault } from "./end";
import type { Breach } from "./findings";
import { entriesHeld, readHead } from "./head";
import { publishedCheckpoint } from "./proofs";
import { hashReader } from "./publish";
import { CHECKPOINTS, LAST_VERIFICATION, OLDEST_PENDING, QUARANTINED, SAVE_VERIFICATION } from "./queries";
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

/** Is what the database and the files say of the log's end what the key process signed last? */
async function ends(tree: Checkpoint): Promise<Breach[]> {
  const note = await lastSignedCheckpoint();
  const signed = note === null ? undefined : statedTree(note);
  const size = await read(entriesHeld);
  const breaches: Breach[] = [];
  // What is signed has its place in the database already, so that must not be smaller than either.
  const known = Math.max(tree.size, signed?.size ?? 0);
  if (size < known) {
    breaches.push({ kind: "database_older", detail: `${size} of ${known} entries` });
  }
  if (!signed || signed.size < tree.size) {
    breaches.push({ kind: "signer_older", detail: `${signed?.size ?? 0} of ${tree.size} entries` });
  } else if (signed.size === tree.size && !isSame(signed.root, tree.root)) {
    breaches.push({ kind: "two_roots", detail: `${tree.size} entries: ${base64(signed.root)}, ${base64(tree.root)}` });
  }
  return breaches;
}

const CheckpointRow = z.object({ size: z.int(), root: z.string(), note: z.string() });

/** Who cosigned a checkpoint that the graph keeps; undefined where its row is not what the log signed. */
export function cosignersOf(row: z.infer<typeof CheckpointRow>, trust: Trust): string[] | undefined {
  const opened = openCheckpoint(row.note, trust, verifyEd25519);
  const isOwn = opened.valid && opened.checkpoint.size === row.size && base64(opened.checkpoint.root) === row.root;
  return isOwn ? opened.witnesses.map(({ name }) => name) : undefined;
}

const CHECKPOINTS_LOOKED_AT = 1_000;

/** Is each checkpoint that the graph keeps signed, and one of the log's own past? */
async function checkpoints(tx: ReadTx, storage: LogStorage, tree: Checkpoint, trust: Trust): Promise<Breach[]> {
  const page = { before: Number.MAX_SAFE_INTEGER, limit: CHECKPOINTS_LOOKED_AT };
  const breaches: Breach[] = [];
  for (const row of await tx.rows(CHECKPOINTS, page, CheckpointRow)) {
    const { size, root } = row;
    // A tree whose files are not all there has no past that could be shown.
    const past =
      size > tree.size ? root : await rootHash(hashReader(storage, tree.size), size).then(base64, () => null);
    if (!cosignersOf(row, trust) || past !== root) {
      breaches.push({ kind: "checkpoint_differs", detail: `the checkpoint of ${size} entries` });
    }
  }
  return breaches;
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

/** Are all decisions there that were told outside of the database? */
async function decisions(tx: ReadTx): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const { subject } of await headsUnder("decision:")) {
    const [, project = "", type = "", ...id] = subject.split(":");
    for (const { code, params } of await missingDecisions(tx, project, [{ type, id: id.join(":") }])) {
      breaches.push({ kind: code, detail: `${params.type} ${params.id} ${params.sequence}` });
    }
  }
  return [...breaches, ...(await holds(tx))];
}

/** Are the acts there by which something is held or was released last, as is known outside of the database? */
async function holds(tx: ReadTx): Promise<Breach[]> {
  const names = (await headsUnder("hold:")).map(({ subject }) => subject);
  return [...(await latestEvents(tx, names))].flatMap(([name, event]) =>
    event === "gone" ? [{ kind: "hold_gone", detail: name }] : [],
  );
}

const Waiting = z.object({ id: z.string(), stamp: z.int() });

async function late(tx: ReadTx): Promise<{ readonly size: number; readonly ids: readonly string[] }> {
  const rows = await tx.rows(OLDEST_PENDING, { before: stampOf(Date.now() - PENDING_MS) }, Waiting);
  return { size: (await readHead(tx))?.size ?? 0, ids: rows.map(({ id }) => id) };
}

/** What waits too long while nothing is integrated. A backlog that is worked off, as after a pause of the machine, does not. */
async function stuck(before: Awaited<ReturnType<typeof late>>): Promise<Breach[]> {
  const now = await read(late);
  const still = now.size === before.size ? before.ids.filter((id) => now.ids.includes(id)) : [];
  return still.map((id) => ({ kind: "pending_too_long", detail: `event ${id}` }));
}

async function setAside(tx: ReadTx): Promise<Breach[]> {
  const aside = await tx.rows(QUARANTINED, {}, z.object({ id: z.string(), why: z.string() }));
  return aside.map(({ id, why }) => ({ kind: "quarantined", detail: `event ${id}: ${why}` }));
}

/** Does the head, by which the log grows, stand where the entries end? */
async function headStands(storage: LogStorage): Promise<Breach[]> {
  const fault = await standingFault(storage);
  return fault?.kind === "head_differs" ? [{ kind: "head_differs", detail: fault.message }] : [];
}

/** The log as it is here, for those who compare it with what outsiders keep. */
export function ownLog(
  storage: LogStorage,
  published: NonNullable<Awaited<ReturnType<typeof publishedCheckpoint>>>,
  trust: Trust,
): Parameters<Compare>[0] {
  return {
    ...published,
    trust,
    rootOf: (size: number) => rootHash(hashReader(storage, published.tree.size), size),
    sizeNow: async () => (await read(readHead))?.size ?? 0,
  };
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

/**
 * Checks everything that can be checked from here: the checkpoint's signature, the tree from the entries' bytes, the ends of
 * database, files and signer, the graph against the log, what waits, the decisions, and what outsiders keep. Returns what is
 * wrong.
 */
export async function verifyLog(
  storage: LogStorage,
  { isReplayed, onProgress, compare, rows, onRedacted }: Verifying,
): Promise<Breach[]> {
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
  return [
    ...aside,
    ...(await ends(tree)),
    ...((await compare?.(ownLog(storage, published, trust))) ?? []),
    ...(isReplayed ? await replay(storage, tree, onProgress, onRedacted) : await signatures(storage, tree, onProgress)),
    ...(await read((tx) => checkpoints(tx, storage, tree, trust))),
    ...(await read(decisions)),
    ...(await stuck(waited)),
  ];
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
