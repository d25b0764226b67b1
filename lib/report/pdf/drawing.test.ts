import fc from "fast-check";
import { expect, test } from "vitest";
import { churn } from "@/lib/exchange/churn.testing";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { anyLineage } from "@/lib/exchange/recorded.testing";
import { runs } from "@/lib/runs.testing";
import { laid, linesIn } from "./drawing";

/** The lines of a layout that go through the inside of a box. */
async function hidden(recorded: RecordedLineage, way: "RIGHT" | "DOWN"): Promise<{ lines: number; hidden: number }> {
  const { graph } = await laid(recorded, 40, way);
  const boxes = (graph.children ?? []).map(({ x = 0, y = 0, width = 0, height = 0 }) => ({ x, y, width, height }));
  const lines = linesIn(graph);
  const crossing = lines.filter((points) =>
    points.slice(1).some((to, at) => {
      const from = points[at] ?? to;
      const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
      const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
      return boxes.some(
        ({ x, y, width, height }) =>
          right > x + 0.5 && left < x + width - 0.5 && bottom > y + 0.5 && top < y + height - 0.5,
      );
    }),
  );
  return { lines: lines.length, hidden: crossing.length };
}

test.each(["RIGHT", "DOWN"] as const)(
  "no line of the lineage of a prediction goes behind a box, drawn %s",
  async (way) => {
    const { lines, hidden: behind } = await hidden(churn(), way);
    expect(lines).toBeGreaterThan(5);
    expect(behind).toBe(0);
  },
);

test("no line goes behind a box, whatever the lineage", async () => {
  await fc.assert(
    fc.asyncProperty(anyLineage, fc.constantFrom("RIGHT", "DOWN"), async (recorded, way) => {
      expect((await hidden(recorded, way)).hidden).toBe(0);
    }),
    runs(30, 300),
  );
});
