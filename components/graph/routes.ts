import type { Drawing } from "./drawing";
import { boxHeight, LAYER_GAP, NODE_GAP, NODE_WIDTH } from "./layout-input";
import type { Point, Positions } from "./placing";

type BoxSide = "left" | "right";

/** How a line runs: the side it leaves, the corners it turns at, the side it arrives at. */
export interface Route {
  readonly leaves: BoxSide;
  readonly arrives: BoxSide;
  readonly corners: readonly Point[];
}

interface Obstacle {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

const HALF_GAP = LAYER_GAP / 2;
const CLEARANCE = NODE_GAP / 2 - 1;

function obstaclesOf(drawing: Drawing, positions: Positions): Obstacle[] {
  return [...drawing.nodes.values()].flatMap((node) => {
    const at = positions.get(node.key);
    const half = boxHeight(node) / 2 + CLEARANCE;
    return at ? [{ x: at.x, top: at.y - half, bottom: at.y + half }] : [];
  });
}

/** The height at which a line can pass every column between `left` and `right` without crossing a box. */
function passage(obstacles: readonly Obstacle[], left: number, right: number, from: number, to: number): number {
  const between = obstacles.filter(({ x }) => x - NODE_WIDTH / 2 < right && x + NODE_WIDTH / 2 > left);
  const isFree = (y: number) => between.every(({ top, bottom }) => y <= top || y >= bottom);
  const candidates = [from, to, ...between.flatMap(({ top, bottom }) => [top, bottom])].filter(isFree);
  const cost = (y: number) => Math.abs(y - from) + Math.abs(y - to);
  return candidates.reduce((best, y) => (cost(y) < cost(best) ? y : best), candidates[0] ?? from);
}

/** From a box to one further right: turns only in the gaps, and passes between the boxes on the way. */
function rightward(obstacles: readonly Obstacle[], from: Point, to: Point): Point[] {
  const first = from.x + NODE_WIDTH / 2 + HALF_GAP;
  const last = to.x - NODE_WIDTH / 2 - HALF_GAP;
  const y = last - first > 1 ? passage(obstacles, first, last, from.y, to.y) : to.y;
  const corners = [
    { x: first, y: from.y },
    { x: first, y },
    { x: last, y },
    { x: last, y: to.y },
  ];
  return corners.filter((corner, at) => at === 0 || corner.x !== corners[at - 1]?.x || corner.y !== corners[at - 1]?.y);
}

function routeBetween(obstacles: readonly Obstacle[], from: Point, to: Point): Route {
  if (to.x - from.x > NODE_WIDTH) {
    return { leaves: "right", arrives: "left", corners: rightward(obstacles, from, to) };
  }
  if (from.x - to.x > NODE_WIDTH) {
    return { leaves: "left", arrives: "right", corners: rightward(obstacles, to, from).reverse() };
  }
  const x = Math.max(from.x, to.x) + NODE_WIDTH / 2 + HALF_GAP;
  return {
    leaves: "right",
    arrives: "right",
    corners: [
      { x, y: from.y },
      { x, y: to.y },
    ],
  };
}

/** How every line of the drawing runs. */
export function routesOf(drawing: Drawing, positions: Positions): ReadonlyMap<string, Route> {
  const obstacles = obstaclesOf(drawing, positions);
  return new Map(
    [...drawing.edges.values()].flatMap((edge): [string, Route][] => {
      const from = positions.get(edge.source);
      const to = positions.get(edge.target);
      return from && to ? [[edge.key, routeBetween(obstacles, from, to)]] : [];
    }),
  );
}

/** The corners as a canvas takes them: how far along the straight line between the centres, and how far beside it. */
export function bends({ corners }: Route, from: Point, to: Point): { weights: number[]; distances: number[] } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const offsets = corners.map(({ x, y }) => ({ x: x - from.x, y: y - from.y }));
  return {
    weights: offsets.map(({ x, y }) => (x * dx + y * dy) / (length * length)),
    distances: offsets.map(({ x, y }) => (y * dx - x * dy) / length),
  };
}
