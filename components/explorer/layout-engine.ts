import ELK, { type ELK as Engine } from "elkjs/lib/elk-api";
import type { Drawing } from "@/components/graph/drawing";
import { layoutInput } from "@/components/graph/layout-input";
import { alignLanes, type Point, type Positions } from "@/components/graph/placing";

let engine: Engine | undefined;

/** The one layout worker of the page. */
function layoutEngine(): Engine {
  engine ??= new ELK({
    workerFactory: () => new Worker(new URL("./elk.worker.ts", import.meta.url), { type: "module" }),
  });
  return engine;
}

/** Loads what drawing needs, the layout's worker and the canvas library, while the first data is on its way. */
export function prepareDrawing(): void {
  void layoutEngine().layout({ id: "root", layoutOptions: { "elk.algorithm": "layered" }, children: [{ id: "one" }] });
  void import("cytoscape");
}

/** Lays out a drawing from left to right in lanes, off the page's own thread. */
export async function layOut(drawing: Drawing): Promise<Positions> {
  const { children = [] } = await layoutEngine().layout(layoutInput(drawing));
  const centres = children.map((box): [string, Point] => [
    box.id,
    { x: (box.x ?? 0) + (box.width ?? 0) / 2, y: (box.y ?? 0) + (box.height ?? 0) / 2 },
  ]);
  return alignLanes(drawing, new Map(centres));
}
