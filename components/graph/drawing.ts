import type { ArtifactType } from "@/graph-schema/names";
import { type Cluster, clustersOf } from "./clusters";
import { type Doubt, worst } from "./doubt";
import type { View } from "./view";
import { adjacency, hiddenCount, type Side, stepKey, type Walk, type WalkNode } from "./walk";

/** One side of a box: how many neighbours are out of view, and whether that side was opened. */
export interface Caret {
  readonly hidden: number;
  readonly isOpen: boolean;
}

export interface DrawnNode {
  readonly key: string;
  readonly type: ArtifactType;
  readonly artifact: WalkNode | null;
  readonly cluster: Cluster | null;
  readonly isFocus: boolean;
  readonly hops: number;
  readonly carets: Readonly<Record<Side, Caret>>;
  readonly doubt: Doubt | null;
}

export interface DrawnEdge {
  readonly key: string;
  readonly source: string;
  readonly target: string;
  /** Which side of the focus it lies on; drawn differently by more than colour. */
  readonly side: Side;
  /** "PRODUCED_BY", or several names. */
  readonly rels: readonly string[];
  /** How many recorded relationships it stands for. */
  readonly count: number;
  readonly isAsserted: boolean;
  /** The event that recorded it; of a line that stands for several, one of them; null where none has arrived. */
  readonly eventId: string | null;
}

export interface Drawing {
  readonly focus: string;
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  readonly edges: ReadonlyMap<string, DrawnEdge>;
}

const NO_CARET: Caret = { hidden: 0, isOpen: false };

/** Everything from which the focus can be reached by going downstream. */
function ancestorsOf(focus: string, edges: Iterable<{ source: string; target: string }>): Set<string> {
  const { upstream } = adjacency(edges);
  const found = new Set([focus]);
  const queue = [focus];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const next of upstream.get(key) ?? []) {
      if (!found.has(next)) {
        found.add(next);
        queue.push(next);
      }
    }
  }
  return found;
}

function caretsOf(walk: Walk): (key: string) => Record<Side, Caret> {
  const near = adjacency(walk.edges.values());
  const open = new Set(walk.open.map(stepKey));
  const brought = new Set([...walk.nodes.values()].flatMap(({ from }) => (from ? [stepKey(from)] : [])));
  return (key) => {
    const caret = (side: Side) => {
      const step = stepKey({ key, side });
      const hidden = hiddenCount(walk, near, key, side);
      return { hidden, isOpen: open.has(step) && (hidden > 0 || brought.has(step)) };
    };
    return { upstream: caret("upstream"), downstream: caret("downstream") };
  };
}

function drawnNodes(walk: Walk, view: View, clusters: readonly Cluster[]): Map<string, DrawnNode> {
  const inside = new Set(clusters.flatMap((cluster) => cluster.members));
  const carets = caretsOf(walk);
  const nodes = new Map<string, DrawnNode>();
  for (const artifact of walk.nodes.values()) {
    const { key, node } = artifact;
    if (!inside.has(key)) {
      const isFocus = key === walk.focus;
      const doubt = walk.doubts.get(key) ?? null;
      const drawn = { key, type: node.type, artifact, cluster: null, isFocus, hops: node.hops, carets: carets(key) };
      nodes.set(key, { ...drawn, doubt });
    }
  }
  for (const cluster of clusters) {
    const hops = (walk.nodes.get(cluster.anchor)?.node.hops ?? 0) + 1;
    const none = { upstream: NO_CARET, downstream: NO_CARET };
    nodes.set(cluster.key, {
      key: cluster.key,
      type: cluster.type,
      artifact: null,
      cluster,
      isFocus: false,
      hops,
      carets: none,
      doubt: worst(cluster.members.map((key) => walk.doubts.get(key))),
    });
  }
  for (const type of view.hidden) {
    for (const node of nodes.values()) {
      if (node.type === type && !node.isFocus) {
        nodes.delete(node.key);
      }
    }
  }
  return nodes;
}

interface Merged {
  readonly source: string;
  readonly target: string;
  readonly rels: Set<string>;
  /** Null where only the server's count is known. */
  readonly eventId: string | null;
  count: number;
  asserted: number;
}

/** The line between a card and the artifact it hangs on stands for all its members, also those not here. */
function standForAll(merged: Map<string, Merged>, cluster: Cluster, nodes: ReadonlyMap<string, DrawnNode>): void {
  if (!nodes.has(cluster.anchor) || !nodes.has(cluster.key)) {
    return;
  }
  const isUp = cluster.side === "upstream";
  const [source, target] = isUp ? [cluster.key, cluster.anchor] : [cluster.anchor, cluster.key];
  const key = `${source} → ${target}`;
  const drawn = merged.get(key) ?? { source, target, rels: new Set(), count: 0, asserted: 0, eventId: null };
  const count = Math.max(drawn.count, cluster.total - cluster.single);
  const asserted = drawn.count > 0 && drawn.asserted === drawn.count ? count : 0;
  merged.set(key, { ...drawn, count, asserted });
}

function drawnEdges(walk: Walk, nodes: ReadonlyMap<string, DrawnNode>, clusters: readonly Cluster[]): DrawnEdge[] {
  const standIn = new Map(clusters.flatMap((cluster) => cluster.members.map((key) => [key, cluster.key] as const)));
  const merged = new Map<string, Merged>();
  for (const { edge, ...walked } of walk.edges.values()) {
    const source = standIn.get(walked.source) ?? walked.source;
    const target = standIn.get(walked.target) ?? walked.target;
    if (source === target || !nodes.has(source) || !nodes.has(target)) {
      continue;
    }
    const key = `${source} → ${target}`;
    const drawn = merged.get(key) ?? { source, target, rels: new Set(), count: 0, asserted: 0, eventId: edge.eventId };
    drawn.rels.add(edge.rel);
    drawn.count += 1;
    drawn.asserted += edge.origin === "asserted" ? 1 : 0;
    merged.set(key, drawn);
  }
  for (const cluster of clusters) {
    standForAll(merged, cluster, nodes);
  }
  const ancestors = ancestorsOf(walk.focus, merged.values());
  return [...merged].map(([key, { source, target, rels, count, asserted, eventId }]) => ({
    key,
    source,
    target,
    side: ancestors.has(target) ? "upstream" : "downstream",
    rels: [...rels].sort(),
    count,
    isAsserted: count > 0 && asserted === count,
    eventId,
  }));
}

/** Turns what has arrived into what is drawn: single boxes, cluster cards, merged edges, counts of what is out of view. */
export function drawingOf(walk: Walk, view: View): Drawing {
  const expanded = new Set(view.steps.map((step) => step.key));
  const pulled = new Set(view.pulled.map(({ key }) => key));
  const clusters = clustersOf(walk, (key) => pulled.has(key) || expanded.has(key));
  const nodes = drawnNodes(walk, view, clusters);
  const edges = drawnEdges(walk, nodes, clusters);
  return { focus: walk.focus, nodes, edges: new Map(edges.map((edge) => [edge.key, edge])) };
}
