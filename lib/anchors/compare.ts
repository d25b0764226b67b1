import { verifyEd25519 } from "@/lib/keys/note";
import { type Checkpoint, openCheckpoint, type Trust } from "@/lib/tlog/checkpoint";
import { type Hash, isSame } from "@/lib/tlog/hash";
import type { CheckpointCopies } from "./copies";
import type { Witnesses } from "./witnesses";

/** What outsiders know that the log does not, in the form of lib/log's breaches. */
export interface Difference {
  readonly kind: "witness_ahead" | "witness_differs" | "copy_ahead" | "copy_differs";
  readonly detail: string;
}

/** The log as it is here. */
export interface Own {
  readonly note: string;
  readonly tree: Checkpoint;
  readonly trust: Trust;
  rootOf(size: number): Promise<Hash>;
  sizeNow(): Promise<number>;
}

/** Has a witness seen a larger log than there is, or another one? */
export async function witnessBreaches(witnesses: Witnesses, { note, tree, sizeNow }: Own): Promise<Difference[]> {
  const said = await witnesses.witnessedSizes(note, tree.size);
  // Read after the witnesses were asked: the log may have grown meanwhile.
  const size = said.length > 0 ? await sizeNow() : 0;
  return said.flatMap(({ witness, what }): Difference[] => {
    if (what === "differs") {
      return [{ kind: "witness_differs", detail: `${witness}: another log of ${tree.size} entries` }];
    }
    return what > size ? [{ kind: "witness_ahead", detail: `${witness}: ${what} entries` }] : [];
  });
}

/** Is the newest copy of a larger log than there is, or of another one? */
export async function copyBreaches(copies: CheckpointCopies, own: Own): Promise<Difference[]> {
  const newest = await copies.newest();
  if (!newest) {
    return [];
  }
  const { size, notes } = newest;
  const now = await own.sizeNow();
  const root = size <= own.tree.size ? await own.rootOf(size) : undefined;
  for (const note of notes) {
    const opened = openCheckpoint(note, own.trust, verifyEd25519);
    if (!opened.valid || opened.checkpoint.size !== size) {
      return [{ kind: "copy_differs", detail: `the copy of ${size} entries is not a checkpoint of this log` }];
    }
    if (size > now) {
      return [{ kind: "copy_ahead", detail: `${size} entries` }];
    }
    if (root && !isSame(root, opened.checkpoint.root)) {
      return [{ kind: "copy_differs", detail: `the copy of ${size} entries has another root` }];
    }
  }
  return [];
}
