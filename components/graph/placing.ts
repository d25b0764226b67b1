import type { Drawing } from "./drawing";
import { laneOf, layersOf } from "./layers";
import { boxHeight, CLUSTER_HEIGHT, NODE_GAP, NODE_WIDTH, PITCH } from "./layout-input";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The centre of each box. */
export type Positions = ReadonlyMap<string, Point>;

/** The columns of one lane: the distinct places from left to right at which its boxes stand. */
function columnsOf(xs: readonly number[]): number[] {
  const columns: number[] = [];
  for (const x of [...xs].sort((a, b) => a - b)) {
    const last = columns.at(-1);
    if (last === undefined || x - last > NODE_WIDTH / 2) {
      columns.push(x);
    }
  }
  return columns;
}

/** Puts each box into the middle of its column; from the layout comes how high it stands. */
export function alignLanes(drawing: Drawing, laid: Positions): Positions {
  const layers = layersOf(drawing);
  const placed = [...drawing.nodes.keys()].map((key): [string, Point] => [
    key,
    { x: (layers.get(key) ?? 0) * PITCH, y: laid.get(key)?.y ?? 0 },
  ]);
  return separate(drawing, new Map(placed));
}

/** Moves boxes of one column apart where putting them on the grid made them overlap. */
function separate(drawing: Drawing, placed: Map<string, Point>): Positions {
  const free = new Map<number, number>();
  for (const [key, { x, y }] of [...placed].sort(([, a], [, b]) => a.y - b.y)) {
    const half = heightOf(drawing, key) / 2;
    const settled = Math.max(y, (free.get(x) ?? Number.NEGATIVE_INFINITY) + half);
    placed.set(key, { x, y: settled });
    free.set(x, settled + half + NODE_GAP);
  }
  return placed;
}

function heightOf(drawing: Drawing, key: string): number {
  const node = drawing.nodes.get(key);
  return node ? boxHeight(node) : 0;
}

/** The smallest rectangle around the boxes `keys` and those that brought them. */
export function surrounding(drawing: Drawing, positions: Positions, keys: readonly string[]) {
  const brought = keys.flatMap((key) => {
    const node = drawing.nodes.get(key);
    const by = node?.cluster?.anchor ?? node?.artifact?.from?.key;
    return by === undefined ? [key] : [key, by];
  });
  return boxAround(brought.flatMap((key) => positions.get(key) ?? []));
}

/** The smallest rectangle around boxes with these centres. */
export function boxAround(points: readonly Point[]) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [w, h] = [NODE_WIDTH / 2 + NODE_GAP, CLUSTER_HEIGHT / 2 + NODE_GAP];
  return { x1: Math.min(...xs) - w, x2: Math.max(...xs) + w, y1: Math.min(...ys) - h, y2: Math.max(...ys) + h };
}

interface Taken {
  readonly top: number;
  readonly bottom: number;
}

/** The free place nearest to `y` for a box of `height` among what is taken in its column. */
function freeY(taken: readonly Taken[], y: number, height: number): number {
  const half = height / 2 + NODE_GAP / 2;
  const fits = (at: number) => taken.every((box) => at + half <= box.top || at - half >= box.bottom);
  if (fits(y)) {
    return y;
  }
  const candidates = taken.flatMap((box) => [box.top - half, box.bottom + half]).filter(fits);
  return candidates.reduce((best, at) => (Math.abs(at - y) < Math.abs(best - y) ? at : best), Number.POSITIVE_INFINITY);
}

/** The column for a new box: an existing one of its lane near `x`, or `x` itself where no other lane stands. */
function columnFor(x: number, own: readonly number[], others: readonly number[]): number {
  const near = own.find((column) => Math.abs(column - x) <= PITCH / 2);
  if (near !== undefined) {
    return near;
  }
  const isFree = others.every((column) => Math.abs(column - x) >= PITCH - 1);
  const nearest = own.toSorted((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
  return isFree || nearest === undefined ? x : nearest;
}

/**
 * Places what is new around what is there: everything already placed keeps its place to the pixel. `laid` is a fresh
 * layout of the whole; it is laid over the old one at `anchor`, the box that was opened.
 */
export function settle(drawing: Drawing, placed: Positions, laid: Positions, anchor: string): Positions {
  const before = placed.get(anchor);
  const after = laid.get(anchor);
  if (!before || !after) {
    return laid;
  }
  const result = new Map([...placed].filter(([key]) => drawing.nodes.has(key)));
  const fresh = [...drawing.nodes.values()].filter((node) => !result.has(node.key));
  const target = (key: string): Point => {
    const point = laid.get(key) ?? after;
    return { x: before.x + Math.round((point.x - after.x) / PITCH) * PITCH, y: before.y + point.y - after.y };
  };
  for (const node of fresh.sort((a, b) => target(a.key).y - target(b.key).y)) {
    const lane = laneOf(node);
    const columnsIn = (isOwn: boolean) =>
      columnsOf(
        [...result].flatMap(([key, point]) => {
          const other = drawing.nodes.get(key);
          return other && (laneOf(other) === lane) === isOwn ? [point.x] : [];
        }),
      );
    const wanted = target(node.key);
    const x = columnFor(wanted.x, columnsIn(true), columnsIn(false));
    const taken = [...result].flatMap(([key, point]): Taken[] => {
      const half = heightOf(drawing, key) / 2 + NODE_GAP / 2;
      return Math.abs(point.x - x) < NODE_WIDTH ? [{ top: point.y - half, bottom: point.y + half }] : [];
    });
    result.set(node.key, { x, y: freeY(taken, wanted.y, boxHeight(node)) });
  }
  return result;
}
