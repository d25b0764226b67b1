import { z } from "zod";
import { type ReadTx, read } from "@/lib/graph/session";
import { headsUnder, lastSignedCheckpoint } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { missingDecisions } from "@/lib/ledger/chain";
import { latestEvents } from "@/lib/ledger/latest";
import { type Checkpoint, openCheckpoint, statedTree, type Trust } from "@/lib/tlog/checkpoint";
import { base64, isSame } from "@/lib/tlog/hash";
import { rootHash } from "@/lib/tlog/tree";
import type { Compare } from "./anchors";
import type { Breach } from "./findings";
import { entriesHeld, readHead } from "./head";
import type { publishedCheckpoint } from "./proofs";
import { hashReader } from "./publish";
import { CHECKPOINTS } from "./queries";
import { impossible } from "./replay/strays";
import type { LogStorage } from "./storage";

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

export const CheckpointRow = z.object({ size: z.int(), root: z.string(), note: z.string() });

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

/** A checkpoint as it was found published. */
export type Published = NonNullable<Awaited<ReturnType<typeof publishedCheckpoint>>>;

/** The log as it is here, for those who compare it with what outsiders keep. */
export function ownLog(storage: LogStorage, published: Published, trust: Trust): Parameters<Compare>[0] {
  return {
    ...published,
    trust,
    rootOf: (size: number) => rootHash(hashReader(storage, published.tree.size), size),
    sizeNow: async () => (await read(readHead))?.size ?? 0,
  };
}

/** What is wrong beside the entries: seen in a moment, however long the log is. */
export async function beside(
  storage: LogStorage,
  published: Published,
  trust: Trust,
  compare?: Compare,
): Promise<Breach[]> {
  const { tree } = published;
  return [
    ...(await ends(tree)),
    ...((await compare?.(ownLog(storage, published, trust))) ?? []),
    ...(await read((tx) => checkpoints(tx, storage, tree, trust))),
    ...(await read(decisions)),
    ...(await read(impossible)),
  ];
}
