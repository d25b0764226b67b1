import { EMPTY_ROOT, type Hash, nodeHash } from "./hash";

/** The right edge of a tree: the roots of its complete subtrees, from the largest to the smallest. */
export type Edge = readonly Hash[];

/** The edge after `leaves` were added to a tree of `size` leaves with this edge. */
export function grownEdge(edge: Edge, size: number, leaves: readonly Hash[]): Edge {
  const grown = [...edge];
  for (const [index, leaf] of leaves.entries()) {
    grown.push(leaf);
    for (let above = size + index; above % 2 === 1; above = (above - 1) / 2) {
      const right = grown.pop();
      const left = grown.pop();
      if (!left || !right) {
        throw new RangeError(`an edge of ${edge.length} subtrees is not that of a tree of ${size} leaves`);
      }
      grown.push(nodeHash(left, right));
    }
  }
  return grown;
}

/** The root of the tree with this edge. */
export function edgeRoot(edge: Edge): Hash {
  return edge.length === 0 ? EMPTY_ROOT : edge.reduceRight((right, left) => nodeHash(left, right));
}
