import type { Core } from "cytoscape";
import { nearest } from "@/components/graph/nearest";
import type { Point, Positions } from "@/components/graph/placing";
import { SIDES, type Side } from "@/components/graph/walk";
import { showAll, zoomBy } from "./camera";
import type { Exploring } from "./explorer";
import type { Command } from "./keys";

const ZOOM_STEP = 1.25;

export interface Controls {
  readonly exploring: Exploring;
  readonly positions: Positions;
  readonly core: Core | null;
  readonly show: (key: string) => void;
  readonly togglePath: (key: string) => void;
  /** Takes off the highlight. */
  readonly letGo: () => void;
  readonly search: () => void;
  readonly switchShape: () => void;
}

/** The sides that lead away from the focus, as seen from one box; from the focus itself both do, and its other side is downstream. */
function sidesAway(exploring: Exploring, key: string): readonly Side[] {
  const node = exploring.drawing.nodes.get(key);
  if (!node || node.isFocus) {
    return SIDES;
  }
  const isUpstream = [...exploring.drawing.edges.values()].some(
    (edge) => edge.source === key && edge.side === "upstream",
  );
  return isUpstream ? ["upstream"] : ["downstream"];
}

function foldOrOpen(exploring: Exploring, key: string, command: Command): void {
  const away = sidesAway(exploring, key);
  const isOther = command.do === "expand other side" || command.do === "collapse other side";
  const others = SIDES.filter((side) => !away.includes(side));
  const sides = isOther ? (others.length > 0 ? others : (["downstream"] as const)) : away;
  const wantsOpen = command.do === "expand" || command.do === "expand other side";
  const side = sides.find((each) => exploring.drawing.nodes.get(key)?.carets[each].isOpen !== wantsOpen);
  if (side) {
    exploring.caret(key, side);
  }
}

function move({ exploring, positions, show }: Controls, command: Command & { do: "move" }): void {
  const { drawing, at } = exploring;
  const shown = new Map([...positions].filter(([key]) => drawing.nodes.has(key)));
  const next = at === null ? drawing.focus : nearest(shown, at, command.direction);
  if (next !== null) {
    show(next);
  }
}

function turnCamera(core: Core, command: Command, here: Point): void {
  if (command.do === "show all") {
    showAll(core, here);
  } else {
    zoomBy(core, command.do === "zoom in" ? ZOOM_STEP : 1 / ZOOM_STEP);
  }
}

/** Does what a key or a button asks for, on the box at hand or, where none is at, on the focus. */
export function obey(command: Command, controls: Controls): void {
  const { exploring, core, positions } = controls;
  const { drawing, at } = exploring;
  const here = at !== null && drawing.nodes.has(at) ? at : drawing.focus;
  switch (command.do) {
    case "move":
      move(controls, command);
      break;
    case "focus":
      exploring.refocus(here);
      break;
    case "path":
      controls.togglePath(here);
      break;
    case "search":
      controls.search();
      break;
    case "switch":
      controls.switchShape();
      break;
    case "leave":
      controls.letGo();
      exploring.leave();
      break;
    case "show all":
    case "zoom in":
    case "zoom out":
      if (core) {
        turnCamera(core, command, positions.get(here) ?? { x: 0, y: 0 });
      }
      break;
    default:
      foldOrOpen(exploring, here, command);
  }
}
