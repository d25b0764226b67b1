import type { Checkpoint, Trust } from "@/lib/tlog/checkpoint";
import type { Hash } from "@/lib/tlog/hash";
import type { Breach } from "./findings";

// What the log asks of outsiders. lib/anchors does it; whoever starts the integrator and the sweeps hands it in.

/** A checkpoint that the log signed and nobody has seen yet. */
export interface Signed {
  readonly note: string;
  readonly size: number;
  /** Proves that this tree grew out of the one of `old` entries. */
  proveFrom(old: number): Promise<Hash[]>;
}

/** What witnesses made of a checkpoint. */
export interface Cosigned {
  /** The checkpoint with the cosignatures that it got. */
  readonly note: string;
  /** May it be published? */
  readonly isEnough: boolean;
  /** What shows that this log is not the one that a witness saw before. */
  readonly breach?: string;
}

/** Has a checkpoint cosigned before it is published. */
export type Cosign = (signed: Signed) => Promise<Cosigned>;

/** Without witnesses. */
export async function alone({ note }: Signed): Promise<Cosigned> {
  return { note, isEnough: true };
}

/** The log as it is here, to compare it with what outsiders keep. */
interface Own {
  readonly note: string;
  readonly tree: Checkpoint;
  readonly trust: Trust;
  /** The root of the first `size` entries, at most those of `tree`. */
  rootOf(size: number): Promise<Hash>;
  /** How many entries the database has now, which may be more than are published. */
  sizeNow(): Promise<number>;
}

/** Compares the log with what outsiders keep of it. Who does not answer is no breach. */
export type Compare = (own: Own) => Promise<readonly Breach[]>;
