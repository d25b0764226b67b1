import type { Core } from "cytoscape";
import { type RefObject, useEffect, useState } from "react";
import { type Detail, detailAt, enlargement, within } from "@/components/graph/detail";
import type { Positions } from "@/components/graph/placing";

/** Boxes beyond the border that are made ready before they come into view, in drawing units. */
const MARGIN = 240;
/** Boxes made in one frame: a large drawing appears in parts instead of blocking the page. */
const PART = 40;

interface Viewport {
  readonly detail: Detail;
  /** The boxes that are worth making. */
  readonly visible: ReadonlySet<string>;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key));
}

/** Of what is wanted, what is there already and at most one more part. */
function nextPart(before: ReadonlySet<string>, wanted: readonly string[]): ReadonlySet<string> {
  const kept = wanted.filter((key) => before.has(key));
  const fresh = wanted.filter((key) => !before.has(key)).slice(0, PART);
  const next = new Set([...kept, ...fresh]);
  return isSame(before, next) ? before : next;
}

/** Keeps the page's layer in step with the canvas, and says which boxes are in view and how much of them can be read. */
export function useViewport(core: Core | null, layer: RefObject<HTMLElement | null>, positions: Positions): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ detail: "near", visible: new Set() });
  useEffect(() => {
    if (!core) {
      return;
    }
    let frame = 0;
    function look() {
      frame = 0;
      if (!core || core.destroyed()) {
        return;
      }
      const detail = detailAt(core.zoom());
      const wanted = within(positions, core.extent(), MARGIN);
      setViewport((before) => {
        const visible = nextPart(before.visible, wanted);
        if (visible.size < wanted.length) {
          schedule();
        }
        return before.detail === detail && before.visible === visible ? before : { detail, visible };
      });
    }
    function schedule() {
      frame ||= requestAnimationFrame(look);
    }
    function follow() {
      const { x, y } = core?.pan() ?? { x: 0, y: 0 };
      const zoom = core?.zoom() ?? 1;
      layer.current?.style.setProperty("transform", `translate(${x}px, ${y}px) scale(${zoom})`);
      layer.current?.style.setProperty("--enlarge", String(enlargement(zoom)));
      schedule();
    }
    follow();
    core.on("viewport resize", follow);
    return () => {
      cancelAnimationFrame(frame);
      core.off("viewport resize", follow);
    };
  }, [core, layer, positions]);
  return viewport;
}
