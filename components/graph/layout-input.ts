import type { ElkNode } from "elkjs/lib/elk-api";
import type { Drawing, DrawnNode } from "./drawing";
import { laneOf, layersOf } from "./layers";

/** The size of a box, fixed so that nothing moves when its words arrive. */
export const NODE_WIDTH = 192;
const NODE_HEIGHT = 56;
export const CLUSTER_HEIGHT = 72;
export const LAYER_GAP = 56;
export const NODE_GAP = 20;
/** From one column to the next. */
export const PITCH = NODE_WIDTH + LAYER_GAP;

/** Up to this many boxes the layout takes its time for straight lines; above, it has to be quick. */
const MOST_CAREFUL = 80;

/**
 * The columns are given, by where the boxes stand from left to right: the engine's own partitioning of 280 boxes takes
 * eight seconds, and this half of one.
 */
const OPTIONS: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.cycleBreaking.strategy": "INTERACTIVE",
  "elk.layered.layering.strategy": "INTERACTIVE",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(LAYER_GAP),
  "elk.spacing.nodeNode": String(NODE_GAP),
  "elk.separateConnectedComponents": "false",
  "elk.randomSeed": "1",
};

const CAREFUL: Readonly<Record<string, string>> = {
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
};

const QUICK: Readonly<Record<string, string>> = {
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
};

export function boxHeight(node: Pick<DrawnNode, "cluster">): number {
  return node.cluster ? CLUSTER_HEIGHT : NODE_HEIGHT;
}

/** Older records first, so that the same record is always drawn the same way; cards after single boxes. */
function inOrder(a: DrawnNode, b: DrawnNode): number {
  const age = (node: DrawnNode) => node.artifact?.node.stamp ?? Number.MAX_SAFE_INTEGER;
  return laneOf(a) - laneOf(b) || age(a) - age(b) || a.key.localeCompare(b.key);
}

/** What the layout works on: boxes in their columns, from left to right. */
export function layoutInput(drawing: Drawing): ElkNode {
  const layers = layersOf(drawing);
  const isSmall = drawing.nodes.size <= MOST_CAREFUL;
  return {
    id: "root",
    layoutOptions: { ...OPTIONS, ...(isSmall ? CAREFUL : QUICK) },
    children: [...drawing.nodes.values()].sort(inOrder).map((node, order) => ({
      id: node.key,
      width: NODE_WIDTH,
      height: boxHeight(node),
      x: (layers.get(node.key) ?? 0) * PITCH,
      y: order,
    })),
    edges: [...drawing.edges.values()].map((edge) => ({
      id: edge.key,
      sources: [edge.source],
      targets: [edge.target],
    })),
  };
}
