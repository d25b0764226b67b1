import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { Digest, Instant } from "@/graph-schema/values";
import { type BlobRef, type BlobStore, type Bytes, ContentDiffers, type Stored } from "@/lib/artifacts/store";
import { checkAll } from "@/lib/artifacts/verified";
import { autocommit, read, write } from "@/lib/graph/session";
import type { Recorded } from "@/lib/ledger/draft";
import { provenEnvelope } from "@/lib/ledger/proven";
import { LOCK } from "@/lib/ledger/queries";
import { record } from "@/lib/ledger/record";
import { compareStored, type Discrepancy, isLoss, isReadNow, type Registered } from "./compare";
import { raiseMismatch } from "./mismatch";
import { END_RUN, RUNS, TAKE_RUN } from "./queries";
import { registry, stamped } from "./registry";

const LEASE_MS = 60_000;
const RENEW_MS = 10_000;
/** What is told in full; the counts are of all. */
const MOST_TOLD = 1_000;

const Facts = ACTIONS.reconcile.facts;
type Facts = z.infer<typeof Facts>;

/** How a run is to be made. */
export interface Reconciling {
  readonly system: EnvelopeActor;
  readonly store: BlobStore;
  readonly mode: Facts["mode"];
  /** In how many ms every blob is read once, when runs are incremental. */
  readonly periodMs: number;
  /** How long nobody needs to have attached what is in the store. */
  readonly graceMs: number;
  /** At most so many bytes are read a second. */
  readonly bytesPerSecond: number;
  /** Names who runs. */
  readonly me: string;
  readonly signal?: AbortSignal;
  onProgress?(done: number, of: number): void;
}

/** What a run came to. */
export interface Report {
  readonly facts: Facts;
  /** The first thousand; the counts in `facts` are of all. */
  readonly discrepancies: readonly Discrepancy[];
  readonly recorded: Recorded;
}

async function take(me: string): Promise<boolean> {
  const rows = await write(async (tx) => {
    await tx.run(LOCK, { key: "reconcile" });
    return tx.rows(TAKE_RUN, { me, leaseMs: LEASE_MS }, z.object({ id: z.string() }));
  });
  return rows.length > 0;
}

/** The facts of the last run that was gone through; undefined before the first. */
export async function lastRun(): Promise<Facts | undefined> {
  const [row] = await read((tx) => tx.rows(RUNS, { limit: 1 }, z.object({ note: z.string() })));
  const event = await provenEnvelope(row?.note ?? null);
  return event?.action === "reconcile" ? Facts.parse(event.facts) : undefined;
}

/** Passes bytes on no faster than `perSecond`, and stops when it is told to. */
async function* paced(
  source: Bytes,
  perSecond: number,
  signal: AbortSignal | undefined,
): Bytes & AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    yield piece;
    await pause((1_000 * piece.length) / perSecond, undefined, signal ? { signal } : {});
  }
}

class Run {
  readonly #counts = {
    missing: 0,
    size_differs: 0,
    content_differs: 0,
    orphan: 0,
    foreign: 0,
    metadata_differs: 0,
    lock_missing: 0,
  };
  readonly #told: Discrepancy[] = [];
  #renewedAt = Date.now();
  #read = 0;
  #readBytes = 0;

  constructor(private readonly work: Reconciling) {}

  async tell(discrepancy: Discrepancy): Promise<void> {
    this.#counts[discrepancy.kind] += 1;
    if (this.#told.length < MOST_TOLD) {
      this.#told.push(discrepancy);
    }
    const digest = Digest.safeParse(discrepancy.name);
    if (isLoss(discrepancy) && digest.success) {
      const how = discrepancy.kind === "missing" ? "missing" : "differs";
      for (const { project, ...carrier } of await stamped(discrepancy.attachedTo)) {
        await raiseMismatch(project, carrier, how, digest.data);
      }
    }
  }

  /** Reads a blob and tells when it is another one. */
  async read(blob: Registered): Promise<void> {
    const source = await this.work.store.open(blob.digest);
    this.#read += 1;
    this.#readBytes += blob.sizeBytes;
    const kind = source ? await this.#whatDiffers(blob, source) : "missing";
    if (kind) {
      await this.tell({ kind, name: blob.digest, attachedTo: blob.attachedTo });
    }
  }

  async #whatDiffers(blob: BlobRef, source: Bytes): Promise<"content_differs" | undefined> {
    try {
      await checkAll(blob, paced(source, this.work.bytesPerSecond, this.work.signal));
      return undefined;
    } catch (error) {
      if (error instanceof ContentDiffers) {
        return "content_differs";
      }
      throw error;
    }
  }

  /** Keeps the right to run; throws when it was lost. */
  async goOn(): Promise<void> {
    this.work.signal?.throwIfAborted();
    if (Date.now() - this.#renewedAt > RENEW_MS) {
      if (!(await take(this.work.me))) {
        throw new Error("another reconciliation took over");
      }
      this.#renewedAt = Date.now();
    }
  }

  result(rest: Pick<Facts, "began_at" | "blobs" | "registered">): Omit<Report, "recorded"> {
    const facts = { mode: this.work.mode, ...rest, read: this.#read, read_bytes: this.#readBytes, ...this.#counts };
    return { facts, discrepancies: this.#told };
  }
}

/** When a run began and the one before it, which an incremental one goes on from; in ms since 1970. */
interface Times {
  readonly began: number;
  readonly before: number | undefined;
}

/** Compares one thing that the store holds with the record, and reads it when it is time to. */
async function examine(work: Reconciling, run: Run, stored: Stored, known: Registered | undefined, times: Times) {
  const { began, before } = times;
  const found = compareStored(stored, known, { now: began, graceMs: work.graceMs });
  for (const each of found) {
    await run.tell(each);
  }
  if (!known || found.some(isLoss)) {
    return;
  }
  const isNew = before === undefined || known.since > before;
  if (isNew || isReadNow(known.digest, before, began, work.periodMs)) {
    await run.read(known);
  }
}

async function compareAll(work: Reconciling, run: Run, times: Times): Promise<Pick<Facts, "blobs" | "registered">> {
  const registered = await registry(work.store);
  const missing = new Map(registered);
  let blobs = 0;
  for await (const stored of work.store.list()) {
    blobs += 1;
    const known = stored.digest && registered.get(stored.digest);
    await examine(work, run, stored, known, times);
    if (known) {
      missing.delete(known.digest);
      work.onProgress?.(registered.size - missing.size, registered.size);
    }
    await run.goOn();
  }
  for (const { digest, attachedTo } of missing.values()) {
    // It may have come while the store was listed.
    if ((await work.store.sizeOf(digest)) === undefined) {
      await run.tell({ kind: "missing", name: digest, attachedTo });
    }
  }
  return { blobs, registered: registered.size };
}

/**
 * Compares what the record says is in the store with what is there, both ways, and records what came of it. Recorded bytes that
 * are gone or differ are findings, which shut the gates of what rests on them; what nobody attached, and how blobs are kept, is
 * told alone. "under way" where somebody else runs. Throws StoreFailure when the store fails: then nothing is recorded, and the
 * next run does what this one left.
 */
export async function reconcile(work: Reconciling): Promise<Report | "under way"> {
  if (!(await take(work.me))) {
    return "under way";
  }
  try {
    const began = Date.now();
    const run = new Run(work);
    const before = work.mode === "full" ? undefined : await lastRun();
    const counted = await compareAll(work, run, { began, before: before && Date.parse(before.began_at) });
    const result = run.result({ began_at: Instant.parse(new Date(began).toISOString()), ...counted });
    const told = result.discrepancies.map(({ kind, name, attachedTo }) => ({
      kind,
      name,
      attached_to: attachedTo.map(({ project, type, id }) => ({ project, type, id })),
    }));
    const recorded = await record({
      project: DEFAULT_PROJECT,
      action: "reconcile",
      origin: "acted",
      outcome: "done",
      actor: work.system,
      facts: result.facts,
      payloads: told.length > 0 ? [{ name: "discrepancies", key: `project:${DEFAULT_PROJECT}`, content: told }] : [],
    });
    return { ...result, recorded };
  } finally {
    await autocommit(END_RUN, { me: work.me });
  }
}
