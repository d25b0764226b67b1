import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { inParallel } from "@/lib/artifacts/parallel";
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
/** So many blobs are read at the same time, since a small one takes longer to be opened than to be read. */
const AT_ONCE = 8;

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

/** What is in the store, in the record, or in both. */
type Thing =
  | { readonly stored: Stored; readonly known: Registered | undefined }
  | { readonly stored: undefined; readonly known: Registered };

/** Both sides as one list. Both are in the order of the paths. */
async function* merged(listed: AsyncIterable<Stored>, registered: readonly Registered[]): AsyncGenerator<Thing> {
  let at = 0;
  for await (const stored of listed) {
    let next = registered[at];
    for (; next && pathOf(next.digest) < stored.name; next = registered[++at]) {
      yield { stored: undefined, known: next };
    }
    const known = next?.digest === stored.digest ? next : undefined;
    at += known ? 1 : 0;
    yield { stored, known };
  }
  for (const known of registered.slice(at)) {
    yield { stored: undefined, known };
  }
}

/** One process that goes through a run, from where it stands. */
export class Runner {
  readonly #pace: Pace;
  #keptAt = performance.now();
  #isStopped = false;
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
      this.#keptAt = performance.now();
      await keepRun(this.work.me, this.#progress);
    }
  }

  /** Compares both sides, thing by thing in one order, from the cursor on. */
  async compareAll(registered: readonly Registered[]): Promise<void> {
    const left = registered.filter(({ digest }) => pathOf(digest) > this.#progress.cursor);
    let done = registered.length - left.length;
    const things = merged(this.work.store.list(this.#progress.cursor), left);
    const compared = inParallel(things, AT_ONCE, (thing) => this.#stopping(() => this.#compared(thing)));
    for await (const step of compared) {
      await this.#stopping(() => this.#take(step));
      done += step.isRegistered ? 1 : 0;
      this.work.onProgress?.(done, registered.length);
    }
  }

  /** What is being read ahead ends when something fails, instead of at the end of a long blob. */
  async #stopping<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#isStopped = true;
      throw error;
    }
  }

  async #take(step: Step): Promise<void> {
    await raiseLosses(step.found);
    this.#progress = advanced(this.#progress, step);
    await this.goOn();
  }

  async #compared({ stored, known }: Thing): Promise<Step & { readonly isRegistered: boolean }> {
    const isRegistered = known !== undefined;
    if (stored) {
      return { ...(await this.#examined(stored, known)), isRegistered };
    }
    const { digest, attachedTo } = known;
    // It may have come while the store was listed.
    const isThere = (await this.work.store.sizeOf(digest)) !== undefined;
    const found = isThere ? [] : [{ kind: "missing", name: digest, attachedTo } as const];
    return { name: pathOf(digest), isThere, found, isRegistered };
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
      if (this.#isStopped) {
        throw new Error("the run is over");
      }
      await this.goOn();
    }
  }
}
