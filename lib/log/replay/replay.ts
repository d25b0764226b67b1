import { read } from "@/lib/graph/session";
import { confirmHeads } from "@/lib/keys/client";
import type { Head } from "@/lib/keys/protocol";
import { decisionHeads } from "@/lib/ledger/decision";
import { eventDigest } from "@/lib/ledger/event-node";
import { latestHeads } from "@/lib/ledger/latest";
import type { Checkpoint } from "@/lib/tlog/checkpoint";
import { copiesDiffer } from "../copies";
import type { Breach } from "../findings";
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

/** What of the graph differs from what these entries made. */
async function compare(logged: readonly Logged[], tally: Tally): Promise<Breach[]> {
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
  return compareParts(expected, stored);
}

/**
 * Rebuilds the graph from the log, stretch by stretch, and compares it with the stored one: returns every node, relationship
 * and property that differs, and what no event accounts for. Memory grows with the subjects that were decided about alone.
 * When all is well, the heads that are kept outside of the database are brought up to the log.
 */
export async function replay(storage: LogStorage, tree: Checkpoint, onProgress: OnProgress): Promise<Breach[]> {
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
    const breaches = [...foreign, ...(await copiesDiffer(storage, start, logged)), ...(await compare(logged, tally))];
    await onProgress(start + entries.length, breaches);
    return breaches;
  }
  const scanned = await scanLog(storage, tree, visit);
  const breaches = [...scanned, ...(await read((tx) => strays(tx, tally, stamp)))];
  if (breaches.length === 0) {
    await confirmHeads([...heads.values()]);
  }
  return breaches;
}
