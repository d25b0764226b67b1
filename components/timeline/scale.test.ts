import { describe, expect, test } from "vitest";
import { binsOf, curveOf, inOrder, laneStep, type Mark, stepFrom, ticksOf, zoomed } from "./scale";

const HOUR = 3_600_000;
const span = { from: 0, to: 10 * HOUR };

function mark(id: string, hours: number, lane = "data"): Mark {
  return { id, at: new Date(hours * HOUR).toISOString(), lane, weight: "plain", says: id };
}

const marks = [mark("c", 9, "code"), mark("a", 1), mark("b", 4, "code")];

describe("the timeline", () => {
  test("counts every event of the span once, also at its ends", () => {
    const bins = binsOf([mark("x", 0), ...marks, mark("y", 10), mark("z", 11)], span, 5);
    expect(bins).toEqual([2, 0, 1, 0, 2]);
  });

  test("steps from event to event by time and stays at the ends", () => {
    const ordered = inOrder(marks);
    expect(ordered.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(stepFrom(ordered, "a", 1, "")?.id).toBe("b");
    expect(stepFrom(ordered, "c", 1, "")?.id).toBe("c");
    expect(stepFrom(ordered, null, 1, new Date(5 * HOUR).toISOString())?.id).toBe("b");
  });

  test("goes to the nearest event of the next lane", () => {
    const ordered = inOrder(marks);
    expect(laneStep(ordered, ["data", "run", "code"], ordered[0], true)?.id).toBe("b");
    expect(laneStep(ordered, ["data", "run", "code"], ordered[1], false)?.id).toBe("a");
    expect(laneStep(ordered, ["data", "run", "code"], ordered[1], true)).toBeUndefined();
  });

  test("zooms within the whole and never to nothing", () => {
    expect(zoomed(span, 0.5, span)).toEqual({ from: 2.5 * HOUR, to: 7.5 * HOUR });
    expect(zoomed({ from: 0, to: 2 * HOUR }, 2, span)).toEqual({ from: 0, to: 4 * HOUR });
    expect(zoomed({ from: 0, to: 1 }, 0.5, span).to).toBe(60_000);
    expect(zoomed(span, 4, span)).toEqual(span);
  });

  test("writes few round times", () => {
    expect(ticksOf(span)).toEqual([0, 3, 6, 9].map((hours) => hours * HOUR));
    expect(ticksOf({ from: 0, to: 90 * 24 * HOUR }).length).toBeLessThanOrEqual(9);
  });

  test("draws a curve between its least and its most, with its baseline", () => {
    const points = [mark("", 0), mark("", 5)].map(({ at }, index) => ({ at, value: index + 1 }));
    const curve = curveOf(points, 3, span, { width: 100, height: 10 });
    expect(curve.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 10],
      [50, 5],
    ]);
    expect(curve.baseline).toBe(0);
  });
});
