import { v4 as uuid } from "uuid";
import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { autocommit, beforeClose, Outdated, type ReadTx, read, type WriteTx, write } from "@/lib/graph/session";
import { clock, tooFarAhead } from "./clock";
import {
  BEHIND,
  CREATE_INSTANCE,
  EXPIRED,
  FENCE,
  FENCE_EXPIRED,
  LOCK_INSTANCE,
  LOW_WATERMARK,
  NEWEST_EVENT,
  PUBLISH,
  RAISE,
  SWEEP_FENCED,
  TAKE_TURN,
} from "./queries";

/** A row that nobody renewed for so long has expired; after the margin anybody may fence it. */
const LEASE_MS = 15_000;
const MARGIN_MS = 5_000;
const BEAT_MS = 2_000;
/** Who appends nothing for so long gives its row up, and holds nobody back. */
const IDLE_MS = 10_000;

interface Instance {
  readonly id: string;
  lastTurn: number;
}

// The framework may load a module twice; two rows of one process would hold each other back.
const shared = globalThis as typeof globalThis & {
  pedigreeInstance?: Promise<Instance> | undefined;
  /** What each transaction in line waits for, and what the next one will. */
  pedigreeLine?: WeakMap<WriteTx, Promise<void>>;
  pedigreeLast?: Promise<void>;
};

const Id = z.object({ id: z.string() });
const Newest = z.object({ newest: Stamp });
const Low = z.object({ newest: Stamp, stamp: Stamp });

/** The right of one transaction to give stamps, until it ends. */
interface Turn {
  /** The newest event that is committed. Every stamp of this turn must be greater. */
  readonly newest: Stamp;
  /** Says which stamp is the last; nothing at or below it will come from this process after the commit. */
  publish(last: Stamp): Promise<void>;
}

async function register(): Promise<Instance> {
  const instance = { id: uuid(), lastTurn: Date.now() };
  await write((tx) => tx.run(CREATE_INSTANCE, { id: instance.id, watermark: clock().next(), leaseMs: LEASE_MS }));
  beforeClose(leave);
  beatLater(instance);
  return instance;
}

/** This process's row. It is committed before the first turn, or others could not know of what is in flight. */
function joined(): Promise<Instance> {
  if (!shared.pedigreeInstance) {
    const joining = register();
    shared.pedigreeInstance = joining;
    joining.catch(() => forget(joining));
  }
  return shared.pedigreeInstance;
}

function forget(instance: Promise<Instance>): void {
  if (shared.pedigreeInstance === instance) {
    shared.pedigreeInstance = undefined;
  }
}

/** The lock on the own row is the last that a transaction takes before it writes; it is held until the commit. */
async function lockedTurn(tx: WriteTx, id: string): Promise<Turn | undefined> {
  const [[taken], [event]] = await Promise.all([tx.rows(TAKE_TURN, { id }, Id), tx.rows(NEWEST_EVENT, {}, Newest)]);
  return (
    taken && {
      newest: event?.newest ?? Stamp.parse(0),
      publish: (last) => tx.run(PUBLISH, { id, watermark: last, leaseMs: LEASE_MS }),
    }
  );
}

/** Why nothing can be recorded, as far as the newest event tells; undefined where it can. */
export async function standsStill(tx: ReadTx): Promise<string | undefined> {
  const [event] = await tx.rows(NEWEST_EVENT, {}, Newest);
  return event && tooFarAhead(event.newest);
}

/** A queue before the lock: the database's own is not fair, and many who wait there hold each other up. */
function inLine(tx: WriteTx): Promise<void> {
  const mine = shared.pedigreeLine?.get(tx);
  if (mine) {
    return mine;
  }
  shared.pedigreeLine ??= new WeakMap();
  const before = shared.pedigreeLast ?? Promise.resolve();
  const end = new Promise<void>((settle) => tx.onEnd(settle));
  shared.pedigreeLine.set(tx, before);
  shared.pedigreeLast = before.then(() => end);
  return before;
}

/**
 * Waits until this process's other appends have ended, and holds them off until `tx` ends. Where others have fenced this
 * process, `tx` is run again under a new row.
 */
export async function takeTurn(tx: WriteTx): Promise<Turn> {
  await inLine(tx);
  const joining = joined();
  const instance = await joining;
  instance.lastTurn = Date.now();
  const turn = await lockedTurn(tx, instance.id);
  if (!turn) {
    forget(joining);
    throw new Outdated("this instance was fenced");
  }
  return turn;
}

/**
 * Runs one statement that takes its turn itself, when this process's other appends have ended, and holds them off until it
 * has ended: `run` gets what it needs to know of the instance.
 */
export async function inTurn<T>(run: (instance: { id: string; leaseMs: number }) => Promise<T>): Promise<T> {
  const before = shared.pedigreeLast ?? Promise.resolve();
  const done = before.then(async () => {
    const instance = await joined();
    instance.lastTurn = Date.now();
    return run({ id: instance.id, leaseMs: LEASE_MS });
  });
  shared.pedigreeLast = done.then(
    () => undefined,
    () => undefined,
  );
  return done;
}

function beatLater(instance: Instance): void {
  setTimeout(() => beat(instance).catch(() => beatLater(instance)), BEAT_MS).unref();
}

/** Renews the lease and moves the watermark up, since a process without events must not hold the others back. */
async function beat(instance: Instance): Promise<void> {
  if ((await shared.pedigreeInstance)?.id !== instance.id) {
    return;
  }
  if (Date.now() - instance.lastTurn > IDLE_MS) {
    return leave();
  }
  await write(async (tx) => {
    const turn = await lockedTurn(tx, instance.id);
    await turn?.publish(clock().next(turn.newest));
  });
  await fenceExpired();
  beatLater(instance);
}

/** Gives the row up. Fenced and not deleted: somebody may wait for its lock at this moment. */
async function leave(): Promise<void> {
  const leaving = shared.pedigreeInstance;
  shared.pedigreeInstance = undefined;
  const instance = await leaving;
  if (instance) {
    await autocommit(FENCE, { id: instance.id });
  }
}

/** Fences the instances that did not renew their lease: they died, or will go on under a new row. */
export async function fenceExpired(): Promise<void> {
  const late = { marginMs: MARGIN_MS };
  for (const { id } of await read((tx) => tx.rows(EXPIRED, late, Id))) {
    await write(async (tx) => {
      // Whoever has the lock may be about to renew it.
      await tx.run(LOCK_INSTANCE, { id });
      await tx.run(FENCE_EXPIRED, { id, ...late });
    });
  }
  await write((tx) => tx.run(SWEEP_FENCED, {}));
}

/** Every event with this stamp or a smaller one is committed: none will ever be added there. */
export async function lowWatermark(tx: ReadTx): Promise<Stamp> {
  const [row] = await tx.rows(LOW_WATERMARK, {}, Low);
  return row?.stamp ?? Stamp.parse(0);
}

/**
 * Moves the low watermark up to the newest event, and returns that one's stamp; waits for what is in flight below it. Where
 * one instance is alone there is nothing to move.
 */
export async function settle(tx: ReadTx): Promise<Stamp> {
  const [low] = await tx.rows(LOW_WATERMARK, {}, Low);
  const stamp = low?.newest ?? Stamp.parse(0);
  for (const { id } of await tx.rows(BEHIND, { stamp }, Id)) {
    // One row a transaction: who holds one and waits for another could wait for ever.
    await write(async (own) => {
      await own.run(LOCK_INSTANCE, { id });
      await own.run(RAISE, { id, stamp });
    });
  }
  return stamp;
}
