import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { type BlobStore, type Bytes, pathOf, type Stored } from "@/lib/artifacts/store";
import { differenceOf } from "@/lib/artifacts/verified";
import type { LogStorage } from "@/lib/log/storage";
import { compareStored, type Discrepancy, isLoss, isReadNow, type Registered } from "./compare";
import { raiseMismatch } from "./mismatch";
import { Pace } from "./pace";
import { advanced, keepRun, type Progress, type Step } from "./progress";
import { stamped } from "./registry";

/** As often a run renews its lease and keeps how far it is: so much is done again after a crash. */
const KEEP_MS = 10_000;

/** How a run is to be made. */
export interface Reconciling {
  readonly system: EnvelopeActor;
  readonly store: BlobStore;
  /** Where the log is whose invariants are checked with it; left out where nobody wants to know. */
  readonly log?: LogStorage | undefined;
  readonly mode: Progress["mode"];
  /** Begins at the start also where another run was cut off. */
  readonly isAnew?: boolean;
  /** In how many ms every blob is read once, when runs are incremental. */
  readonly periodMs: number;
  /** How long nobody needs to have attached what is in the store. */
  readonly graceMs: number;
  /** At most so many bytes are read a second. */
  readonly bytesPerSecond: number;
  /** Every so many ms the run keeps how far it is. */
  readonly keepMs?: number;
  /** Names who runs. */
  readonly me: string;
  readonly signal?: AbortSignal;
  onProgress?(done: number, of: number): void;
}

/** Findings are raised before the step counts, so that a crash in between says them again, which says nothing new. */
async function raiseLosses(found: readonly Discrepancy[]): Promise<void> {
  for (const discrepancy of found.filter(isLoss)) {
    const how = discrepancy.kind === "missing" ? "missing" : "differs";
    for (const { project, ...carrier } of await stamped(discrepancy.attachedTo)) {
      await raiseMismatch(project, carrier, how, Digest.parse(discrepancy.name));
    }
  }
}

/** One process that goes through a run, from where it stands. */
export class Runner {
  readonly #pace: Pace;
  #keptAt = performance.now();
  #progress: Progress;

  constructor(
    private readonly work: Reconciling,
    /** When the run before this one began, which an incremental one goes on from; in ms since 1970. */
    private readonly before: number | undefined,
    progress: Progress,
  ) {
    this.#progress = progress;
    this.#pace = new Pace(work.bytesPerSecond, work.signal);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Keeps the right to run; throws when it was lost, or when it is time to stop. */
  async goOn(): Promise<void> {
    this.work.signal?.throwIfAborted();
    if (performance.now() - this.#keptAt > (this.work.keepMs ?? KEEP_MS)) {
      await keepRun(this.work.me, this.#progress);
      this.#keptAt = performance.now();
    }
  }

  async #step(step: Step): Promise<void> {
    await raiseLosses(step.found);
    this.#progress = advanced(this.#progress, step);
    await this.goOn();
  }

  /** Compares both sides, thing by thing in one order, from the cursor on. */
  async compareAll(registered: readonly Registered[]): Promise<void> {
    let at = registered.findIndex(({ digest }) => pathOf(digest) > this.#progress.cursor);
    at = at < 0 ? registered.length : at;
    for await (const stored of this.work.store.list(this.#progress.cursor)) {
      at = await this.#missUntil(registered, at, stored.name);
      const next = registered[at];
      const known = next?.digest === stored.digest ? next : undefined;
      at += known ? 1 : 0;
      await this.#step(await this.#examined(stored, known));
      this.work.onProgress?.(at, registered.length);
    }
    await this.#missUntil(registered, at, undefined);
  }

  /** What is registered before the name `end` was not listed; says where to go on. */
  async #missUntil(registered: readonly Registered[], from: number, end: string | undefined): Promise<number> {
    let at = from;
    for (let next = registered[at]; next && (end === undefined || pathOf(next.digest) < end); next = registered[++at]) {
      const { digest, attachedTo } = next;
      // It may have come while the store was listed.
      const isThere = (await this.work.store.sizeOf(digest)) !== undefined;
      const found = isThere ? [] : [{ kind: "missing", name: digest, attachedTo } as const];
      await this.#step({ name: pathOf(digest), isThere, found });
    }
    return at;
  }

  /** Compares one thing that the store holds with the record, and reads it when it is time to. */
  async #examined(stored: Stored, known: Registered | undefined): Promise<Step> {
    const { graceMs, periodMs } = this.work;
    const now = this.#progress.beganAt;
    const found = compareStored(stored, known, { now, graceMs });
    const step = { name: stored.name, isThere: true, found };
    const isNew = this.before === undefined || (known?.since ?? 0) > this.before;
    if (!known || found.some(isLoss) || !(isNew || isReadNow(known.digest, this.before, now, periodMs))) {
      return step;
    }
    const kind = await this.#whatIsWrong(known);
    const more = kind ? [{ kind, name: known.digest, attachedTo: known.attachedTo }] : [];
    return { ...step, readBytes: known.sizeBytes, found: [...found, ...more] };
  }

  async #whatIsWrong(blob: Registered): Promise<"missing" | "content_differs" | undefined> {
    const source = await this.work.store.open(blob.digest);
    if (!source) {
      return "missing";
    }
    return (await differenceOf(blob, this.#paced(source))) && "content_differs";
  }

  /** Passes bytes on no faster than is allowed. A long blob takes longer than the lease lasts. */
  async *#paced(source: Bytes): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      yield piece;
      await this.#pace.passed(piece.length);
      await this.goOn();
    }
  }
}
