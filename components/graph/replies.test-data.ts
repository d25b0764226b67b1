import { type Link, upstreamEnd } from "@/graph-schema/catalogue";
import { type Ref, refKey, refOfKey } from "@/graph-schema/names";
import type { LineageNode, LineageReply } from "@/lib/contract/reply";
import type { Side } from "./walk";

const ASOF = { position: null, stamp: 1, at: "2025-05-12T09:03:00.000Z", pendingCount: 0 };

/** "model_version churn:v2" → a reference. */
export function ref(text: string): Ref {
  return refOfKey(text);
}

/** One recorded relationship, written as `link("ModelVersion's key", "PRODUCED_BY", "Run's key")`. */
export function link(from: string, rel: Link["rel"], to: string): Link {
  return { rel, from: ref(from), to: ref(to) };
}

function ends(each: Link): { source: string; target: string } {
  const up = upstreamEnd(each);
  const [from, to] = [refKey(each.from), refKey(each.to)];
  return refKey(up) === from ? { source: from, target: to } : { source: to, target: from };
}

interface Joined {
  readonly each: Link;
  readonly source: string;
  readonly target: string;
}

function unseenOf(joined: readonly Joined[], shown: ReadonlySet<string>, key: string, side: Side) {
  const [own, other] = side === "upstream" ? (["target", "source"] as const) : (["source", "target"] as const);
  const counts = new Map<LineageNode["type"], number>();
  for (const far of new Set(joined.filter((each) => each[own] === key).map((each) => each[other]))) {
    if (!shown.has(far)) {
      const { type } = ref(far);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return [...counts].map(([type, count]) => ({ type, count }));
}

function nodeOf(key: string, stamp: number): Omit<LineageNode, "hops" | "side" | "unseen"> {
  return { ...ref(key), facts: {}, origin: "acted", stamp, recordedAt: ASOF.at, eventId: `event of ${key}` };
}

function edgeOf({ each }: Joined): LineageReply["edges"][number] {
  const upstream = refKey(upstreamEnd(each)) === refKey(each.from) ? "from" : "to";
  return { ...each, upstream, role: null, origin: "acted", eventId: `event of ${refKey(each.from)}` };
}

/** Answers as the lineage route does: one hop around `focus` in a record that holds `links`, at most `limit` nodes. */
export function oneHop(links: readonly Link[], focus: string, sides: readonly Side[], limit = 250): LineageReply {
  const joined = links.map((each) => ({ each, ...ends(each) }));
  const up = joined.filter(({ target }) => target === focus && sides.includes("upstream")).map(({ source }) => source);
  const down = joined
    .filter(({ source }) => source === focus && sides.includes("downstream"))
    .map(({ target }) => target);
  const shown = new Set([...new Set([focus, ...up, ...down])].slice(0, limit));
  const nodes = [...shown].map((key, at): LineageNode => {
    const side = key === focus ? "focus" : up.includes(key) ? "upstream" : "downstream";
    const unseen = (of: Side) => unseenOf(joined, shown, key, of);
    const counted = { upstream: unseen("upstream"), downstream: unseen("downstream") };
    return { ...nodeOf(key, at), hops: key === focus ? 0 : 1, side, unseen: counted };
  });
  return {
    ...{ focus: ref(focus), direction: "both", depth: 1, nodes },
    edges: joined.filter(({ source, target }) => shown.has(source) && shown.has(target)).map(edgeOf),
    ...{ total: new Set([...up, ...down]).size + 1, totalIs: "exact", truncated: shown.size === limit },
    ...{ findings: [], cursor: null, asOf: ASOF },
  };
}

/** The story of one prediction: the record that the tests walk. */
export const STORY: readonly Link[] = [
  link("deployment D45", "SERVED", "prediction P123"),
  link("deployment D45", "DEPLOYED", "model_version churn:v2"),
  link("model_version churn:v2", "PRODUCED_BY", "run R678"),
  link("model_version churn:v2", "VERSION_OF", "model churn"),
  link("run R678", "USED", "dataset_version DS:2024-05-15"),
  link("run R678", "USED", "commit C1a2b"),
  link("run R678", "USED", "environment env:1"),
  link("attestation att:1", "ATTESTS", "model_version churn:v2"),
];

/** One dataset that `runs` runs used. */
export function hub(runs: number): Link[] {
  return Array.from({ length: runs }, (_, at) => link(`run R${at}`, "USED", "dataset_version DS:hub"));
}
