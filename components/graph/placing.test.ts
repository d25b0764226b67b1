import ELK from "elkjs/lib/elk.bundled.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { refKey } from "@/graph-schema/names";
import { type Drawing, drawingOf } from "./drawing";
import { laneOf } from "./layers";
import { boxHeight, layoutInput, NODE_WIDTH } from "./layout-input";
import { nearest } from "./nearest";
import { alignLanes, type Positions, settle } from "./placing";
import { hub, oneHop, ref, STORY } from "./replies.test-data";
import type { View } from "./view";
import { gather, SIDES, type Side, type Step, stepKey } from "./walk";

const PLAIN: View = { steps: [], closed: [], pulled: [], hidden: [] };
const RECORD = [...STORY, ...hub(9)];

function draw(focus: string, steps: readonly Step[]): Drawing {
  const arrived = {
    focus: oneHop(RECORD, focus, SIDES),
    steps: new Map(steps.map((step) => [stepKey(step), oneHop(RECORD, step.key, [step.side])])),
    alone: new Map(),
  };
  return drawingOf(gather(ref(focus), { ...PLAIN, steps }, arrived), { ...PLAIN, steps });
}

const engine = new ELK();

async function lay(drawing: Drawing): Promise<Positions> {
  const { children = [] } = await engine.layout(layoutInput(drawing));
  const laid = new Map(
    children.map((box) => [box.id, { x: (box.x ?? 0) + NODE_WIDTH / 2, y: (box.y ?? 0) + (box.height ?? 0) / 2 }]),
  );
  return alignLanes(drawing, laid);
}

function overlaps(drawing: Drawing, positions: Positions): string[] {
  const boxes = [...positions].map(([key, point]) => {
    const node = drawing.nodes.get(key);
    return { key, ...point, height: node ? boxHeight(node) : 0 };
  });
  return boxes.flatMap((a, at) =>
    boxes
      .slice(at + 1)
      .filter((b) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < (a.height + b.height) / 2)
      .map((b) => `${a.key} over ${b.key}`),
  );
}

const RECORDED = new Set(RECORD.flatMap((each) => [each.from, each.to]).map(refKey));
const EXPANSIONS: readonly Step[] = [...RECORDED].flatMap((key) => SIDES.map((side: Side) => ({ key, side })));

test("lanes stand in order from left to right, also after the layout is put on the grid", async () => {
  const drawing = draw("model_version churn:v2", [
    { key: "run R678", side: "upstream" },
    { key: "deployment D45", side: "downstream" },
  ]);
  const positions = await lay(drawing);
  expect(overlaps(drawing, positions)).toEqual([]);
  for (const a of drawing.nodes.values()) {
    for (const b of drawing.nodes.values()) {
      if (laneOf(a) < laneOf(b)) {
        expect(positions.get(a.key)?.x).toBeLessThan(positions.get(b.key)?.x ?? 0);
      }
    }
  }
});

/** A layout that puts every box at some height, whichever. */
function layAnyhow(drawing: Drawing, heights: readonly number[]): Positions {
  const laid = [...drawing.nodes.keys()].map(
    (key, at) => [key, { x: 0, y: heights[at % heights.length] ?? 0 }] as const,
  );
  return alignLanes(drawing, new Map(laid));
}

test("expanding moves nothing that was there, and nothing lies over anything else", () => {
  const heights = fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.shuffledSubarray([...EXPANSIONS], { maxLength: 8 }), heights, (wanted, at) => {
      let steps: Step[] = [];
      let drawing = draw("model_version churn:v2", steps);
      let positions = layAnyhow(drawing, at);
      for (const step of wanted) {
        if (!drawing.nodes.has(step.key)) {
          continue;
        }
        steps = [...steps, step];
        const before = positions;
        drawing = draw("model_version churn:v2", steps);
        positions = settle(drawing, before, layAnyhow(drawing, at), step.key);
        expect([...positions.keys()].sort()).toEqual([...drawing.nodes.keys()].sort());
        expect(overlaps(drawing, positions)).toEqual([]);
        for (const [key, point] of before) {
          if (drawing.nodes.has(key)) {
            expect(positions.get(key)).toEqual(point);
          }
        }
      }
    }),
  );
});

test("an arrow key leads to a box that lies that way", async () => {
  const drawing = draw("model_version churn:v2", []);
  const positions = await lay(drawing);
  for (const [key, here] of positions) {
    const right = nearest(positions, key, "right");
    const up = nearest(positions, key, "up");
    expect(right === null || (positions.get(right)?.x ?? 0) > here.x).toBe(true);
    expect(up === null || (positions.get(up)?.y ?? 0) < here.y).toBe(true);
  }
  expect(nearest(positions, "model_version churn:v2", "right")).not.toBeNull();
});
