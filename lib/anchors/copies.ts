import type { Bucket } from "@/lib/s3/bucket";

const DAY_MS = 86_400_000;
/** A copy a minute is dense enough, and few enough to keep for years. */
const EVERY_MS = 60_000;
/** Until a copy that failed is tried again. */
const AGAIN_MS = 10_000;
const DIGITS = 16;

/** A published checkpoint. */
export interface Published {
  readonly size: number;
  readonly note: string;
}

const PATH = /^\d{16}$/;

function pathOf(size: number): string {
  return String(size).padStart(DIGITS, "0");
}

/** Copies of checkpoints in a bucket with Object Lock: until their day comes not even its owner can change or delete them. */
export class CheckpointCopies {
  #copied: number | undefined;
  #dueAt = 0;
  /** Where the newest copy is, as far as was seen. */
  #newest = 0;

  constructor(
    private readonly bucket: Bucket,
    private readonly days: number,
  ) {}

  /** Copies the checkpoint now, unless that has been done. */
  async keep({ size, note }: Published): Promise<void> {
    if (this.#copied !== size) {
      this.#dueAt = Date.now() + AGAIN_MS;
      await this.bucket.put(pathOf(size), Buffer.from(note), new Date(Date.now() + this.days * DAY_MS));
      this.#copied = size;
      this.#dueAt = Date.now() + EVERY_MS;
    }
  }

  /** Copies the checkpoint when it is time to. */
  async tend(published: Published): Promise<void> {
    if (Date.now() >= this.#dueAt) {
      await this.keep(published);
    }
  }

  /**
   * The newest copy: every version of it, since one that was written over or deleted is still there and is what counts.
   * The first call lists all copies, later ones those that came since.
   */
  async newest(): Promise<{ readonly size: number; readonly notes: readonly string[] } | undefined> {
    const after = this.#newest === 0 ? "" : pathOf(this.#newest - 1);
    const versions = (await this.bucket.versions(after)).filter(({ path }) => PATH.test(path));
    const last = versions.at(-1)?.path;
    if (last === undefined) {
      return undefined;
    }
    this.#newest = Number(last);
    const ids = versions.filter(({ path }) => path === last).map(({ id }) => id);
    const contents = await Promise.all(ids.map((id) => this.bucket.get(last, id)));
    const notes = contents.map((bytes) => Buffer.from(bytes ?? []).toString("utf8"));
    return { size: this.#newest, notes };
  }
}
