import fc from "fast-check";
import { expect, test } from "vitest";
import { type Drawing, drawingOf } from "./drawing";
import { boxHeight, LAYER_GAP, NODE_GAP, NODE_WIDTH } from "./layout-input";
import type { Point, Positions } from "./placing";
import { hub, oneHop, ref, STORY } from "./replies.test-data";
import { bends, type Route, routesOf } from "./routes";
import { gather, SIDES } from "./walk";

const VIEW = { steps: [], closed: [], pulled: [], hidden: [] };

function draw(): Drawing {
  const key = "model_version churn:v2";
  const arrived = { focus: oneHop([...STORY, ...hub(3)], key, SIDES), steps: new Map(), alone: new Map() };
  return drawingOf(gather(ref(key), VIEW, arrived), VIEW);
}

/** Each box somewhere on the grid of columns and rows, no two in one place. */
function placed(drawing: Drawing): fc.Arbitrary<Positions> {
  const keys = [...drawing.nodes.keys()];
  const cell = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }));
  return fc
    .uniqueArray(cell, { minLength: keys.length, maxLength: keys.length, selector: ([x, y]) => `${x} ${y}` })
    .map((cells) => new Map(keys.map((key, at): [string, Point] => [key, pointOf(cells[at] ?? [0, 0])])));
}

function pointOf([column, row]: readonly [number, number]): Point {
  return { x: column * (NODE_WIDTH + LAYER_GAP), y: row * (72 + NODE_GAP) };
}

function through(a: Point, b: Point, box: Point, height: number): boolean {
  const [left, right] = [box.x - NODE_WIDTH / 2 + 1, box.x + NODE_WIDTH / 2 - 1];
  const [top, bottom] = [box.y - height / 2 + 1, box.y + height / 2 - 1];
  const isBeside = Math.max(a.x, b.x) < left || Math.min(a.x, b.x) > right;
  const isAbove = Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom;
  return !isBeside && !isAbove;
}

function ends(route: Route, from: Point, to: Point): Point[] {
  const end = (at: Point, side: "left" | "right") => ({
    ...at,
    x: at.x + ((side === "left" ? -1 : 1) * NODE_WIDTH) / 2,
  });
  return [end(from, route.leaves), ...route.corners, end(to, route.arrives)];
}

test("no line runs through a box, wherever the boxes stand", () => {
  const drawing = draw();
  fc.assert(
    fc.property(placed(drawing), (positions) => {
      for (const [key, route] of routesOf(drawing, positions)) {
        const edge = drawing.edges.get(key);
        const from = positions.get(edge?.source ?? "") ?? { x: 0, y: 0 };
        const to = positions.get(edge?.target ?? "") ?? { x: 0, y: 0 };
        const line = ends(route, from, to);
        for (const node of drawing.nodes.values()) {
          const box = positions.get(node.key) ?? { x: 0, y: 0 };
          for (const [at, point] of line.slice(1).entries()) {
            expect(through(line[at] ?? point, point, box, boxHeight(node)), `${key} through ${node.key}`).toBe(false);
          }
        }
      }
    }),
  );
});

test("bends say where the corners are", () => {
  const [from, to] = [
    { x: 0, y: 0 },
    { x: 600, y: 120 },
  ];
  const corners = [
    { x: 300, y: 0 },
    { x: 300, y: 120 },
  ];
  const { weights, distances } = bends({ leaves: "right", arrives: "left", corners }, from, to);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  for (const [at, corner] of corners.entries()) {
    const [weight = 0, distance = 0] = [weights[at], distances[at]];
    expect(from.x + weight * dx - (distance * dy) / length).toBeCloseTo(corner.x);
    expect(from.y + weight * dy + (distance * dx) / length).toBeCloseTo(corner.y);
  }
});
