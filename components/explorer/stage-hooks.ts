import type { Core } from "cytoscape";
import { type RefObject, useEffect, useRef } from "react";
import { isPlaced } from "@/components/graph/anchor";
import type { Drawing } from "@/components/graph/drawing";
import { boxAround, type Positions, surrounding } from "@/components/graph/placing";
import { bringIntoView, closeIn, fitFirst } from "./camera";

const NONE: ReadonlySet<string> = new Set();

interface Growing {
  readonly drawing: Drawing;
  readonly positions: Positions;
  readonly isDrawn: boolean;
  /** Whether expansions are still on their way. */
  readonly isArriving: boolean;
}

/**
 * After an expansion, brings what it opened into view together with the box that it was opened from and the focus; after a
 * collapse, comes as near as what is left allows.
 * Until all that the address names is here nobody has opened anything: till then the view stays with the focus.
 */
export function useNewInView(core: Core | null, { drawing, positions, isDrawn, isArriving }: Growing): void {
  const known = useRef<ReadonlySet<string>>(NONE);
  const isOpened = useRef(false);
  useEffect(() => {
    const focus = positions.get(drawing.focus);
    if (!core || !isDrawn || !focus) {
      return;
    }
    const keys = [...drawing.nodes.keys()].filter((key) => positions.has(key));
    const fresh = keys.filter((key) => !known.current.has(key));
    if (fresh.length > 0 && known.current.size > 0) {
      if (isOpened.current) {
        bringIntoView(core, surrounding(drawing, positions, fresh), boxAround([focus]));
      } else {
        fitFirst(core, focus);
      }
    } else if (keys.length < known.current.size) {
      closeIn(core, focus);
    }
    known.current = new Set(keys);
    isOpened.current ||= !isArriving && isPlaced(drawing, positions);
  }, [core, drawing, positions, isDrawn, isArriving]);
}

/** Keeps the keyboard's place on the chosen box while the keyboard is in the drawing, or nowhere. */
export function useFocusFollows(layer: RefObject<HTMLElement | null>, chosen: string | null, isThere: boolean): void {
  useEffect(() => {
    const active = document.activeElement;
    const drawing = layer.current?.closest('[role="group"]');
    const isHere = active === document.body || drawing?.contains(active);
    if (!chosen || !isThere || !drawing || !isHere) {
      return;
    }
    const box = drawing.querySelector(`[data-key="${CSS.escape(chosen)}"]`);
    if (box instanceof HTMLElement && box !== active) {
      box.focus({ preventScroll: true });
    }
  }, [layer, chosen, isThere]);
}

export interface EdgeActs {
  readonly onEdgeHover: (key: string | null) => void;
  readonly onEdge: (key: string | null) => void;
}

/** Tells which line the pointer is on, and which was pressed. */
export function useEdges(core: Core | null, onEdge: EdgeActs["onEdge"], onEdgeHover: EdgeActs["onEdgeHover"]): void {
  useEffect(() => {
    if (!core) {
      return;
    }
    core.on("mouseover", "edge", ({ target }) => {
      target.addClass("told");
      onEdgeHover(target.id());
    });
    core.on("mouseout", "edge", ({ target }) => {
      target.removeClass("told");
      onEdgeHover(null);
    });
    core.on("tap", ({ target }) => onEdge(target !== core && target.isEdge() ? target.id() : null));
  }, [core, onEdge, onEdgeHover]);
}

/** How long a press waits for a second one. Opening the details moves the drawing, so a double press must not begin it. */
const DOUBLE_PRESS_MS = 220;

/** Tells one press, which opens the details, from two, which make a box the focus. A key press opens at once. */
export function usePresses(onChoose: (key: string) => void, onRefocus: (key: string) => void) {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return (key: string, presses: number) => {
    clearTimeout(waiting.current);
    if (presses === 0) {
      onChoose(key);
    } else if (presses === 1) {
      waiting.current = setTimeout(() => onChoose(key), DOUBLE_PRESS_MS);
    } else {
      onRefocus(key);
    }
  };
}
