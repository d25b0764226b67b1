import type { ElkNode } from "elkjs/lib/elk-api";
import { KINDS, LANES } from "@/components/kind/kind";
import type { Drawing, DrawnNode } from "./drawing";

/** The size of a box, fixed so that nothing moves when its words arrive. */
export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 56;
export const CLUSTER_HEIGHT = 72;
export const LAYER_GAP = 64;
export const NODE_GAP = 20;

const OPTIONS: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.partitioning.activate": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(LAYER_GAP),
  "elk.spacing.nodeNode": String(NODE_GAP),
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.separateConnectedComponents": "false",
  "elk.randomSeed": "1",
};

export function boxHeight(node: Pick<DrawnNode, "cluster">): number {
  return node.cluster ? CLUSTER_HEIGHT : NODE_HEIGHT;
}

export function laneOf(node: Pick<DrawnNode, "type">): number {
  return LANES.indexOf(KINDS[node.type].lane);
}

/** Older records first, so that the same record is always drawn the same way; cards after single boxes. */
function inOrder(a: DrawnNode, b: DrawnNode): number {
  const age = (node: DrawnNode) => node.artifact?.node.stamp ?? Number.MAX_SAFE_INTEGER;
  return laneOf(a) - laneOf(b) || age(a) - age(b) || a.key.localeCompare(b.key);
}

/** What the layout works on: layers from left to right, one partition per lane. */
export function layoutInput(drawing: Drawing): ElkNode {
  return {
    id: "root",
    layoutOptions: { ...OPTIONS },
    children: [...drawing.nodes.values()].sort(inOrder).map((node) => ({
      id: node.key,
      width: NODE_WIDTH,
      height: boxHeight(node),
      layoutOptions: { "elk.partitioning.partition": String(laneOf(node)) },
    })),
    edges: [...drawing.edges.values()].map((edge) => ({
      id: edge.key,
      sources: [edge.source],
      targets: [edge.target],
    })),
  };
}
