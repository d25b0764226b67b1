import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { publicKeys, signLines } from "@/lib/keys/client";
import { hashReader } from "@/lib/log/publish";
import type { LogStorage } from "@/lib/log/storage";
import type { Checkpoint } from "@/lib/tlog/checkpoint";
import { type DossierEntry, type DossierEvidence, packDossier } from "@/lib/tlog/dossier";
import { type Hash, isSame, leafHash } from "@/lib/tlog/hash";
import { formatProof } from "@/lib/tlog/proof";
import { TILE_WIDTH } from "@/lib/tlog/tile";
import { type HashReader, inclusionProofs } from "@/lib/tlog/tree";
import { verifyInclusion } from "@/lib/tlog/verify";
import type { Position } from "./position";
import { ENTRIES_OF } from "./queries";

/** An event with its place in the log, as the database has them: nothing of it is proven. */
export const LoggedRow = z.object({ index: z.int(), id: z.string(), note: StoredText });
export type LoggedRow = z.infer<typeof LoggedRow>;

/** Events as entries of the log, each with its proof. */
export interface ProvenEntries {
  readonly entries: readonly DossierEntry[];
  /** The places of the events in the log, by their ids. */
  readonly places: ReadonlyMap<string, number>;
  /** What is not among them, in sentences. */
  readonly gaps: readonly string[];
}

/**
 * Judges whether an entry is in the tree where its proof says. The leaves of a tile have in common what lies beyond it, and
 * within it their proofs come from the same hashes: whoever is the leaf of the tile needs no more than one proof that held.
 */
function judgeOf(read: HashReader, tree: Checkpoint) {
  const sound = new Map<number, boolean>();
  return async (leaf: Hash, index: number, hashes: readonly Hash[]): Promise<boolean> => {
    if (!isSame(leaf, await read(0, index))) {
      return false;
    }
    const tile = Math.floor(index / TILE_WIDTH);
    const isSound = sound.get(tile) ?? verifyInclusion(leaf, index, tree, hashes).valid;
    sound.set(tile, isSound);
    return isSound;
  };
}

/** Those of the events `ids` that have a place in the log at this position, in its order. */
export function loggedEvents(tx: ReadTx, { tree }: Position, ids: readonly string[]): Promise<LoggedRow[]> {
  return tx.rows(ENTRIES_OF, { ids, size: tree.size }, LoggedRow);
}

/** Events as entries of the log, `wanted` in all; those that have no place in it, or were changed since, are left out, and said. */
export async function provenEntries(
  storage: LogStorage,
  { tree, note: checkpoint }: Position,
  rows: readonly LoggedRow[],
  wanted: number,
): Promise<ProvenEntries> {
  const read = hashReader(storage, tree.size);
  const proofs = await inclusionProofs(
    read,
    rows.map(({ index }) => index),
    tree.size,
  );
  const judge = judgeOf(read, tree);
  const entries: DossierEntry[] = [];
  const places = new Map<string, number>();
  const altered: number[] = [];
  for (const [at, { index, id, note }] of rows.entries()) {
    const hashes = proofs[at] ?? [];
    if (await judge(leafHash(Buffer.from(note)), index, hashes)) {
      places.set(id, index);
      entries.push({ index, note, proof: formatProof({ index, hashes, checkpoint }) });
    } else {
      altered.push(index);
    }
  }
  const missing = wanted - rows.length;
  const gaps = [
    ...altered.map(
      (index) => `Entry ${index} of the log is not what the database holds: it was altered, and is left out.`,
    ),
    ...(missing > 0 ? [`${missing} events have no place in the log at this position, and are left out.`] : []),
  ];
  return { entries, places, gaps };
}

/** Entries, and documents that were made from them. */
export type Evidence = Pick<DossierEvidence, "about" | "entries" | "documents">;

/** Packs evidence into a zip that is checked without us. */
export async function packEvidence({ tree, note: checkpoint }: Position, evidence: Evidence): Promise<Uint8Array> {
  const sign = async (line: string) => (await signLines([line])).join("");
  return packDossier({ ...evidence, checkpoint, tree, trust: await publicKeys() }, sign);
}
