/** The log's files, or its head, are not what belongs there: nothing is overwritten, somebody has to look. */
export class Tampered extends Error {
  override readonly name = "Tampered";

  constructor(
    message: string,
    /** The kind of finding that says so. */
    readonly kind: "log_tampered" | "head_differs" = "log_tampered",
  ) {
    super(message);
  }
}

/**
 * Where the log's files are: checkpoint, tiles, entry bundles, payloads. Paths are relative, with slashes. Every write is
 * durable when it resolves, and a reader finds a file whole or not at all.
 */
export interface LogStorage {
  /** The bytes at `path`, or undefined. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes what never changes again. The same bytes once more are no fault, others throw {@link Tampered}. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes what may change: the checkpoint, and payloads out of which something was erased. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** Takes away a partial tile whose full one is there, or payloads that were all erased. */
  remove(path: string): Promise<void>;
  /**
   * Takes away what earlier versions of the files below `folder` hold, where such are kept; says how many stay because a lock
   * holds them.
   */
  purge(folder: string): Promise<number>;
  /** The paths below `folder`, in no order. */
  list(folder: string): Promise<string[]>;
}
