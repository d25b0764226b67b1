import { KINDS, LANES } from "@/components/kind/kind";
import type { Drawing, DrawnNode } from "./drawing";

/** The lane of a box, as its place from the left. */
export function laneOf(node: Pick<DrawnNode, "type">): number {
  return LANES.indexOf(KINDS[node.type].lane);
}

/** How many boxes of its own lane lie upstream of each box, one behind another. */
function depthsInLanes(drawing: Drawing): Map<string, number> {
  const before = new Map<string, string[]>();
  for (const { source, target } of drawing.edges.values()) {
    const [a, b] = [drawing.nodes.get(source), drawing.nodes.get(target)];
    if (a && b && laneOf(a) === laneOf(b)) {
      before.set(target, [...(before.get(target) ?? []), source]);
    }
  }
  const depths = new Map<string, number>();
  function depthOf(key: string): number {
    const known = depths.get(key);
    if (known !== undefined) {
      return known;
    }
    // Cards stand for many, so two of them may each lie upstream of the other: a box under way counts as nothing.
    depths.set(key, 0);
    const depth = Math.max(0, ...(before.get(key) ?? []).map((source) => 1 + depthOf(source)));
    depths.set(key, depth);
    return depth;
  }
  for (const key of drawing.nodes.keys()) {
    depthOf(key);
  }
  return depths;
}

/**
 * The column of each box. Lanes stand from left to right, each with as many columns as its longest chain. A lane that
 * is empty but lies between two others keeps one column free, so that what is opened later finds its lane without
 * moving anything.
 */
export function layersOf(drawing: Drawing): ReadonlyMap<string, number> {
  const depths = depthsInLanes(drawing);
  const widths = new Map<number, number>();
  for (const node of drawing.nodes.values()) {
    const lane = laneOf(node);
    widths.set(lane, Math.max(widths.get(lane) ?? 0, 1 + (depths.get(node.key) ?? 0)));
  }
  const starts = new Map<number, number>();
  let next = 0;
  const lanes = [...widths.keys()];
  for (let lane = Math.min(...lanes); lane <= Math.max(...lanes); lane += 1) {
    starts.set(lane, next);
    next += widths.get(lane) ?? 1;
  }
  return new Map(
    [...drawing.nodes.values()].map((node) => [
      node.key,
      (starts.get(laneOf(node)) ?? 0) + (depths.get(node.key) ?? 0),
    ]),
  );
}
