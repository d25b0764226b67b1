import { read } from "@/lib/graph/session";
import { confirmHeads } from "@/lib/keys/client";
import type { Head } from "@/lib/keys/protocol";
import { decisionHeads } from "@/lib/ledger/decision";
import { eventDigest } from "@/lib/ledger/event-node";
import { latestHeads } from "@/lib/ledger/latest";
import type { Checkpoint } from "@/lib/tlog/checkpoint";
import { copiesDiffer } from "../copies";
import type { Breach } from "../findings";
import {
  type Fate,
  fatesOf,
  type Gone,
  goneBySignature,
  keysStandingAgain,
  type Missing,
  retainedDiffer,
} from "../gone";
import { type Entries, scanLog } from "../scan";
import type { LogStorage } from "../storage";
import { compareParts } from "./compare";
import { expectedOf, type Logged, openAbout, type Part, understand } from "./expected";
import { recordedBy, storedOf } from "./stored";
import { strays, type Tally } from "./strays";

/** Told after each stretch: how far it is, and what was found there. */
export type OnProgress = (done: number, breaches: readonly Breach[]) => Promise<void> | void;

/** What is kept outside of the database of these events: whoever died right after a commit did not get to it. */
function headsBy(logged: readonly Logged[]): Head[] {
  return logged.flatMap(({ envelope, note }) => {
    const eventSha256 = eventDigest(note);
    return [...decisionHeads(envelope, eventSha256), ...latestHeads(envelope, { stamp: envelope.stamp, eventSha256 })];
  });
}

/** What the record lacks by its own word, and how much of it was met. */
interface Absent {
  readonly gone: Gone;
  readonly missing: Missing;
  redacted: number;
}

/** What is settled by now, which may be more than at the beginning of this verification. */
async function settledByNow({ settled }: Gone, logged: readonly Logged[]): Promise<Gone["settled"]> {
  const isWaiting = logged.some(({ envelope: { id, action } }) => action === "quarantine" && !settled.has(id));
  return isWaiting ? (await goneBySignature()).settled : settled;
}

/** Went a part in the very transaction that says so, or before it? */
function hasGone(fate: Fate): boolean {
  return fate === "erased" || fate === "settled";
}

/** A stretch as the log says it and as it is stored. */
interface Compared {
  readonly expected: readonly Part[];
  readonly stored: readonly Part[];
  readonly logged: readonly Logged[];
  readonly settled: Gone["settled"];
}

/** Sets the payloads aside that may be gone: tells of those that must be and are not, and counts the others. */
function withoutGone({ expected, stored, logged, settled }: Compared, absent: Absent) {
  const { gone, missing } = absent;
  const fates = fatesOf(
    gone,
    logged.map(({ envelope }) => envelope),
  );
  const due = fatesOf(
    { ...gone, keys: new Set(), settled },
    logged.map(({ envelope }) => envelope),
  );
  const there = new Set(stored.flatMap(({ kind, name }) => (kind === "payload" ? [name] : [])));
  const breaches: Breach[] = [];
  const left = new Set<string>();
  for (const [name, fate] of fates) {
    if (hasGone(fate) && there.has(name)) {
      breaches.push({ kind: "erased_part_back", detail: `payload ${name}` });
    }
    const mayBeGone = fate === "due" || due.get(name) === "settled";
    if (hasGone(fate) || (mayBeGone && !there.has(name))) {
      left.add(name);
      absent.redacted += 1;
    }
    if (due.get(name) === "due" && !there.has(name)) {
      missing[fate === "erased" ? "erased" : "due"] += 1;
    }
  }
  const isHere = ({ kind, name }: Part) => kind !== "payload" || !left.has(name);
  return { breaches, expected: expected.filter(isHere), stored: stored.filter(isHere) };
}

/** What of the graph differs from what these entries made. */
async function compare(logged: readonly Logged[], tally: Tally, absent: Absent): Promise<Breach[]> {
  const [all, recorded] = await read(async (tx) => [await storedOf(tx, logged), await recordedBy(tx, logged)] as const);
  // Whether an event is joined with what was recorded after it depends on who came first into one transaction.
  const open = new Set(logged.flatMap((each) => openAbout(each, recorded)));
  const isSettled = ({ kind, name }: Part) => kind !== "about" || !open.has(name);
  const expected = logged.flatMap(expectedOf).filter(isSettled);
  const stored = all.filter(isSettled);
  for (const { kind } of stored) {
    if (kind === "event" || kind === "artifact" || kind === "link" || kind === "actor") {
      tally[kind] += 1;
    }
  }
  const settled = await settledByNow(absent.gone, logged);
  const kept = withoutGone({ expected, stored, logged, settled }, absent);
  return [...kept.breaches, ...compareParts(kept.expected, kept.stored)];
}

/**
 * Rebuilds the graph from the log, stretch by stretch, and compares it with the stored one: returns every node, relationship
 * and property that differs, and what no event accounts for. Memory grows with the subjects that were decided about alone.
 * What was erased or taken by retention is told by its number alone: the proofs of its events hold without it. When all is
 * well, the heads that are kept outside of the database are brought up to the log.
 */
export async function replay(
  storage: LogStorage,
  tree: Checkpoint,
  onProgress: OnProgress,
  onRedacted?: (parts: number) => void,
): Promise<Breach[]> {
  const absent: Absent = { gone: await goneBySignature(), missing: { due: 0, erased: 0 }, redacted: 0 };
  const tally: Tally = { event: 0, artifact: 0, link: 0, actor: 0 };
  const heads = new Map<string, Head>();
  let stamp = 0;
  async function visit({ start, entries }: Entries): Promise<Breach[]> {
    const understood = understand(start, entries);
    const logged = understood.filter((each) => each !== undefined);
    const foreign = understood.flatMap((each, at) =>
      each ? [] : [{ kind: "entry_is_no_event", detail: `entry ${start + at}`, entry: start + at }],
    );
    stamp = logged.at(-1)?.envelope.stamp ?? stamp;
    for (const head of headsBy(logged)) {
      heads.set(head.subject, head);
    }
    const breaches = [
      ...foreign,
      ...(await copiesDiffer(storage, start, logged, absent.gone)),
      ...(await compare(logged, tally, absent)),
    ];
    await onProgress(start + entries.length, breaches);
    return breaches;
  }
  const scanned = await scanLog(storage, tree, visit);
  onRedacted?.(absent.redacted);
  const breaches = [
    ...scanned,
    ...(await read((tx) => strays(tx, tally, stamp))),
    ...(await keysStandingAgain(absent.gone)),
    ...retainedDiffer(absent.gone, absent.missing),
  ];
  if (breaches.length === 0) {
    await confirmHeads([...heads.values()]);
  }
  return breaches;
}
