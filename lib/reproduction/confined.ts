import type { Reason } from "@/graph-schema/envelope";

/**
 * How much of the machine a command gets. Files and CPU time are for each of its processes; memory, too, and for all of them together where
 * this user may make control groups.
 */
export interface Limits {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly processes: number;
  /** Of the scratch directory, and so of all files together. */
  readonly scratchBytes: number;
  /** Of one file, and so of the output. */
  readonly outputBytes: number;
}

export const LIMITS: Limits = {
  seconds: 600,
  cpuSeconds: 600,
  memoryBytes: 8 * 1024 ** 3,
  processes: 128,
  scratchBytes: 512 * 1024 ** 2,
  outputBytes: 256 * 1024 ** 2,
};

/** A command that nobody trusts. */
export interface Confined {
  readonly command: readonly string[];
  /** A folder that it sees as its root, instead of this system's programs: the files of an image. */
  readonly image?: string | undefined;
  /** What it sees besides the system's programs or the image: paths here by the paths there, all read-only. */
  readonly shown: Readonly<Record<string, string>>;
  /** A path there. */
  readonly stdin: string;
  /** `stdout`, or a path below the scratch directory. */
  readonly output: string;
  /** Further files below the scratch directory that it must write. */
  readonly more?: readonly string[];
  /** Where programs are looked for there, before the usual places. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whether memory was limited for all processes of a command together or only for each. */
export type Memory = "together" | "each";

export type Ended = { readonly said: string; readonly memory: Memory } & (
  | { readonly output: Uint8Array; readonly more: readonly Uint8Array[] }
  | { readonly reasons: readonly Reason[] }
);

/** The outputs of a command, as they are called there. */
export function outputsOf({ output, more = [] }: Confined): readonly string[] {
  return [output, ...more];
}
