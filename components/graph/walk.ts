import { type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import type { LineageEdge, LineageNode, LineageReply } from "@/lib/contract/reply";
import { type Doubt, doubtsIn } from "./doubt";

export type Side = "upstream" | "downstream";
export const SIDES: readonly Side[] = ["upstream", "downstream"];

/** One expansion: the neighbours of one artifact on one side. */
export interface Step {
  readonly key: string;
  readonly side: Side;
}

export interface WalkNode {
  readonly key: string;
  readonly node: LineageNode;
  /** The expansion that brought it; null for the focus. */
  readonly from: Step | null;
}

interface WalkEdge {
  readonly key: string;
  readonly edge: LineageEdge;
  /** The end that came first. */
  readonly source: string;
  readonly target: string;
}

type Totals = Readonly<Record<Side, ReadonlyMap<ArtifactType, number>>>;

/** Everything that the opened expansions have brought together, whoever brought it first. */
export interface Walk {
  readonly focus: string;
  /** The expansions that have arrived and are in view, those of the focus included. */
  readonly open: readonly Step[];
  readonly nodes: ReadonlyMap<string, WalkNode>;
  readonly edges: ReadonlyMap<string, WalkEdge>;
  /** How many neighbours the server knows of each artifact, by side and kind. */
  readonly totals: ReadonlyMap<string, Totals>;
  /** Artifacts whose bytes are in doubt, or that rest on such. */
  readonly doubts: ReadonlyMap<string, Doubt>;
}

/** One artifact that was taken out of a card, and the expansion to which that card belongs. */
export interface Pulled {
  readonly step: Step;
  readonly key: string;
}

/** The answers that have arrived. */
export interface Arrived {
  /** One hop around the focus, both sides. */
  readonly focus: LineageReply | undefined;
  /** By {@link stepKey}: one hop on the expansion's side. */
  readonly steps: ReadonlyMap<string, LineageReply>;
  /** By artifact: one hop around a pulled one that no other answer holds, back towards its card's artifact. */
  readonly alone: ReadonlyMap<string, LineageReply>;
}

export function stepKey(step: Step): string {
  return `${step.side} ${step.key}`;
}

function ends(edge: LineageEdge): { source: string; target: string } {
  const [from, to] = [refKey(edge.from), refKey(edge.to)];
  return edge.upstream === "from" ? { source: from, target: to } : { source: to, target: from };
}

function edgeKey(edge: LineageEdge): string {
  return `${edge.rel} ${refKey(edge.from)} ${refKey(edge.to)} ${edge.eventId}`;
}

/** Counts each artifact's neighbours by side and kind: those that the reply shows and those that it does not. */
function totalsOf(reply: LineageReply, edges: readonly WalkEdge[], into: Map<string, Totals>): void {
  const types = new Map(reply.nodes.map((node) => [refKey(node), node.type]));
  const shown = adjacency(edges);
  for (const node of reply.nodes) {
    const key = refKey(node);
    const count = (side: Side) => {
      const counts = new Map(node.unseen[side].map((hidden) => [hidden.type, hidden.count]));
      for (const neighbour of shown[side].get(key) ?? []) {
        const type = types.get(neighbour);
        if (type) {
          counts.set(type, (counts.get(type) ?? 0) + 1);
        }
      }
      return counts;
    };
    into.set(key, { upstream: count("upstream"), downstream: count("downstream") });
  }
}

class Gathering {
  readonly nodes = new Map<string, WalkNode>();
  readonly edges = new Map<string, WalkEdge>();
  readonly totals = new Map<string, Totals>();
  readonly doubts = new Map<string, Doubt>();

  add(reply: LineageReply | undefined, broughtBy: (node: LineageNode) => Step | null | undefined): void {
    if (!reply) {
      return;
    }
    for (const node of reply.nodes) {
      const key = refKey(node);
      const from = broughtBy(node);
      if (from !== undefined && !this.nodes.has(key)) {
        this.nodes.set(key, { key, node, from });
      }
    }
    const edges = reply.edges.map((edge) => ({ key: edgeKey(edge), edge, ...ends(edge) }));
    for (const edge of edges) {
      this.edges.set(edge.key, edge);
    }
    totalsOf(reply, edges, this.totals);
    for (const [key, doubt] of doubtsIn(reply)) {
      this.doubts.set(key, doubt);
    }
  }
}

/** Which part of what has arrived is in view. */
export interface Opened {
  /** Expansions in the order in which they were opened. */
  readonly steps: readonly Step[];
  /** Sides of the focus that were folded away. */
  readonly closed: readonly Side[];
  /** Artifacts taken out of their card, to stand alone. */
  readonly pulled: readonly Pulled[];
}

/**
 * Puts together what has arrived. An expansion counts only while its artifact is itself in view, so closing one
 * takes away everything that only it had brought; an edge is drawn only between two artifacts in view.
 */
export function gather(focus: Ref, { steps, closed, pulled }: Opened, arrived: Arrived): Walk {
  const gathering = new Gathering();
  const focusKey = refKey(focus);
  gathering.add(arrived.focus, (node) => {
    if (node.side === "focus") {
      return null;
    }
    return closed.includes(node.side) ? undefined : { key: focusKey, side: node.side };
  });
  const open = arrived.focus
    ? SIDES.filter((side) => !closed.includes(side)).map((side) => ({ key: focusKey, side }))
    : [];
  let waiting = [...steps];
  let progressed = true;
  while (progressed) {
    for (const { key, step } of pulled.filter((each) => gathering.nodes.has(each.step.key))) {
      gathering.add(arrived.alone.get(key), (node) => (refKey(node) === key ? step : undefined));
    }
    const ready = waiting.filter((step) => gathering.nodes.has(step.key));
    waiting = waiting.filter((step) => !gathering.nodes.has(step.key));
    progressed = ready.length > 0;
    for (const step of ready) {
      const reply = arrived.steps.get(stepKey(step));
      gathering.add(reply, () => step);
      open.push(...(reply ? [step] : []));
    }
  }
  const edges = new Map(
    [...gathering.edges].filter(([, edge]) => gathering.nodes.has(edge.source) && gathering.nodes.has(edge.target)),
  );
  const { nodes, totals, doubts } = gathering;
  return { focus: focusKey, open, nodes, edges, totals, doubts };
}

export interface Adjacency {
  readonly upstream: ReadonlyMap<string, ReadonlySet<string>>;
  readonly downstream: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Each artifact's neighbours on both sides, for walking what is in view. */
export function adjacency(edges: Iterable<{ source: string; target: string }>): Adjacency {
  const upstream = new Map<string, Set<string>>();
  const downstream = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    upstream.set(target, (upstream.get(target) ?? new Set()).add(source));
    downstream.set(source, (downstream.get(source) ?? new Set()).add(target));
  }
  return { upstream, downstream };
}

/** How many neighbours of `key` on `side` are not in view. */
export function hiddenCount(walk: Walk, near: Adjacency, key: string, side: Side): number {
  const totals = walk.totals.get(key)?.[side] ?? new Map<ArtifactType, number>();
  const total = [...totals.values()].reduce((sum, count) => sum + count, 0);
  return Math.max(0, total - (near[side].get(key)?.size ?? 0));
}
