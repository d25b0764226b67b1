import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, checkpointText, statedTree } from "@/lib/tlog/checkpoint";
import { base64, EMPTY_ROOT, isSame } from "@/lib/tlog/hash";
import { formatSignature, parseNote } from "@/lib/tlog/note";
import { verifyConsistency } from "@/lib/tlog/verify";
import { replaceFileSync } from "./durable";
import { type NoteKey, signNote } from "./note";
import type { CheckpointRequest } from "./protocol";

/** The tree does not continue what was signed before. */
export class CheckpointRefused extends Error {
  override readonly name = "CheckpointRefused";
}

function parsed(note: string): Checkpoint {
  const checkpoint = statedTree(note);
  if (!checkpoint) {
    throw new Error("the last signed checkpoint is damaged: restore the directory of the keys from a backup");
  }
  return checkpoint;
}

/** Signs `text` with every key: one note with a signature line of each. */
function signedByAll(keys: readonly NoteKey[], text: string): string {
  const notes = keys.map((key) => signNote(key, text));
  const lines = notes.flatMap((note) => parseNote(note)?.signatures ?? []);
  return `${text}\n${lines.map(formatSignature).join("")}`;
}

/**
 * Signs the log's checkpoints and remembers, in a file of its own, what it signed last. It never goes backwards and never
 * signs two roots for one size, whoever asks: each new tree comes with the proof that it only added leaves.
 */
export class CheckpointSigner {
  readonly #file: string;
  #last: { tree: Checkpoint; note: string | null };

  constructor(
    directory: string,
    private readonly origin: string,
  ) {
    this.#file = join(directory, "checkpoint");
    const note = this.#kept();
    this.#last = { tree: note === null ? { origin, size: 0, root: EMPTY_ROOT } : parsed(note), note };
  }

  #kept(): string | null {
    return existsSync(this.#file) ? readFileSync(this.#file, "utf8") : null;
  }

  /** The last checkpoint that was signed; null before the first. */
  get last(): string | null {
    return this.#last.note;
  }

  /** The signed checkpoint of the tree. Throws with the reason when the last one forbids it. */
  sign({ size, root, proof }: CheckpointRequest, keys: readonly NoteKey[]): string {
    const { tree, note } = this.#last;
    if (this.#kept() !== note) {
      throw new CheckpointRefused(
        "what was signed last is not what this process signed: another key process runs on the same keys, or somebody changed its file",
      );
    }
    if (note !== null && size === tree.size && isSame(root, tree.root)) {
      return note;
    }
    const grown = verifyConsistency(tree, { size, root }, proof);
    if (!grown.valid) {
      throw new CheckpointRefused(
        `the last signed checkpoint has ${tree.size} leaves and root ${base64(tree.root)}; this one has ${size}: ${grown.why}`,
      );
    }
    const signed = signedByAll(keys, checkpointText({ origin: this.origin, size, root }));
    // Remembered before it is handed out: a crash in between costs nothing, the other order could sign two roots.
    replaceFileSync(this.#file, Buffer.from(signed));
    this.#last = { tree: { origin: this.origin, size, root }, note: signed };
    return signed;
  }
}
