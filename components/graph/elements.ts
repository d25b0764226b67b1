import { KINDS } from "@/components/kind/kind";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing";
import { boxHeight, NODE_WIDTH } from "./layout-input";
import type { Path } from "./path";
import type { Point, Positions } from "./placing";
import { bends, type Route, routesOf } from "./routes";

/** A box or a line as Cytoscape takes it. */
export interface Element {
  readonly group: "nodes" | "edges";
  readonly data: Readonly<Record<string, string | number | readonly number[]>>;
  readonly classes: string;
  readonly position?: { x: number; y: number };
}

/** What a box is called. */
export function nameOf(node: DrawnNode): string {
  const { cluster } = node;
  if (cluster) {
    return `${cluster.total.toLocaleString("en")} ${KINDS[node.type].many}`;
  }
  return node.artifact?.node.id ?? node.key;
}

function nodeElement(node: DrawnNode, at: Point): Element {
  const classes = [node.isFocus ? "focus" : "", node.cluster ? "cluster" : "", node.doubt?.is ?? ""]
    .filter(Boolean)
    .join(" ");
  return {
    group: "nodes",
    data: {
      id: node.key,
      hue: KINDS[node.type].hue,
      type: node.type,
      width: NODE_WIDTH,
      height: boxHeight(node),
    },
    classes,
    position: { x: at.x, y: at.y },
  };
}

/** "USED", or "USED × 249" for a line that stands for several relationships. */
export function edgeText(edge: DrawnEdge): string {
  const names = edge.rels.join(", ") || "joined";
  return edge.count > 1 ? `${names} × ${edge.count.toLocaleString("en")}` : names;
}

function edgeElement(edge: DrawnEdge, route: Route, from: Point, to: Point): Element {
  const { weights, distances } = bends(route, from, to);
  return {
    group: "edges",
    data: {
      leaves: route.leaves === "right" ? "90deg" : "270deg",
      arrives: route.arrives === "right" ? "90deg" : "270deg",
      weights,
      distances,
      id: edge.key,
      source: edge.source,
      target: edge.target,
    },
    classes: [edge.side, edge.isAsserted ? "asserted" : ""].filter(Boolean).join(" "),
  };
}

/** All boxes and lines of a drawing. A box without a place is not drawn yet. */
export function elementsOf(drawing: Drawing, positions: Positions): Element[] {
  const nodes = [...drawing.nodes.values()].flatMap((node) => {
    const at = positions.get(node.key);
    return at ? [nodeElement(node, at)] : [];
  });
  const routes = routesOf(drawing, positions);
  const edges = [...drawing.edges.values()].flatMap((edge) => {
    const route = routes.get(edge.key);
    const from = positions.get(edge.source);
    const to = positions.get(edge.target);
    return route && from && to ? [edgeElement(edge, route, from, to)] : [];
  });
  return [...nodes, ...edges];
}

/** What has to be added, changed and removed to get from one set of elements to another. */
export function difference(before: readonly Element[], after: readonly Element[]) {
  const old = new Map(before.map((element) => [String(element.data.id), element]));
  const kept = new Set(after.map((element) => String(element.data.id)));
  const added = after.filter((element) => !old.has(String(element.data.id)));
  const changed = after.filter((element) => {
    const earlier = old.get(String(element.data.id));
    return earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(element);
  });
  const removed = [...old.keys()].filter((id) => !kept.has(id));
  return { added, changed, removed };
}

/** Which elements a highlighted path dims. */
export function dimmed(drawing: Drawing, path: Path | null): ReadonlySet<string> {
  if (!path) {
    return new Set();
  }
  const nodes = [...drawing.nodes.keys()].filter((key) => !path.nodes.has(key));
  const edges = [...drawing.edges.keys()].filter((key) => !path.edges.has(key));
  return new Set([...nodes, ...edges]);
}
