import type { Drawing } from "./drawing";
import { type Adjacency, adjacency } from "./walk";

/** Boxes and lines to highlight. */
export interface Path {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

function reach(from: string, next: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set([from]);
  const queue = [from];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const neighbour of next.get(key) ?? []) {
      if (!found.has(neighbour)) {
        found.add(neighbour);
        queue.push(neighbour);
      }
    }
  }
  return found;
}

/** The nodes on a shortest chain of edges, whichever way they point. */
function shortest(from: string, to: string, near: Adjacency): Set<string> {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const key of queue) {
    if (key === to) {
      break;
    }
    for (const next of [...(near.upstream.get(key) ?? []), ...(near.downstream.get(key) ?? [])]) {
      if (!cameFrom.has(next)) {
        cameFrom.set(next, key);
        queue.push(next);
      }
    }
  }
  const nodes = new Set<string>();
  for (let key: string | null | undefined = cameFrom.has(to) ? to : null; key; key = cameFrom.get(key)) {
    nodes.add(key);
  }
  return nodes;
}

/**
 * How `key` is joined to the focus: every box and line on a chain that runs one way between the two; where there is no
 * such chain, a shortest one whichever way it runs.
 */
export function pathToFocus(drawing: Drawing, key: string): Path {
  const near = adjacency(drawing.edges.values());
  const between = (up: string, down: string) => {
    const after = reach(up, near.downstream);
    return new Set([...reach(down, near.upstream)].filter((node) => after.has(node)));
  };
  const oneWay = [between(key, drawing.focus), between(drawing.focus, key)].find((nodes) => nodes.size > 0);
  const nodes = oneWay ?? shortest(key, drawing.focus, near);
  const edges = [...drawing.edges.values()].filter((edge) => nodes.has(edge.source) && nodes.has(edge.target));
  return { nodes, edges: new Set(edges.map((edge) => edge.key)) };
}
