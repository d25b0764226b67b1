"use client";

import type { Core } from "cytoscape";
import { type PointerEvent, useCallback, useState } from "react";
import type { Positions } from "@/components/graph/placing";
import { counted } from "@/lib/contract/amount";
import { EdgeStrip } from "./edge-strip";
import type { Exploring } from "./explorer";
import type { Highlight } from "./pad";
import { Stage } from "./stage";

interface SheetProps {
  exploring: Exploring;
  highlight: Highlight;
  positions: Positions;
  onCore: (core: Core | null) => void;
}

/** The drawing as one thing that takes the arrow keys, with what is said of a line below it. */
export function Sheet({ exploring, highlight, positions, onCore }: SheetProps) {
  const { focus, drawing, at, arriving } = exploring;
  const [edge, setEdge] = useState<string | null>(null);
  const [hoveredEdge, setHoveredEdge] = useState<string | null>(null);
  const onEdge = useCallback(setEdge, []);
  const onEdgeHover = useCallback(setHoveredEdge, []);
  // A box that goes out of view from under the pointer does not tell that it is left.
  function onPointerOver({ target }: PointerEvent) {
    if (target instanceof Element && !target.closest("[data-key]")) {
      highlight.setHovered(null);
    }
  }
  const says = `Lineage of ${focus.id}: ${counted(drawing.nodes.size, "box", "boxes")}, ${counted(drawing.edges.size, "line")}.`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no element for a drawing that is walked with the arrow keys
    <div
      aria-label={`${says} Arrow keys walk, e expands, c collapses, t shows a table.`}
      aria-roledescription="lineage drawing"
      className="relative flex min-h-0 grow -outline-offset-2"
      onPointerLeave={() => highlight.setHovered(null)}
      onPointerOver={onPointerOver}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing takes the arrow keys
      tabIndex={0}
    >
      <Stage
        chosen={at}
        drawing={drawing}
        onCaret={exploring.caret}
        onChoose={exploring.choose}
        onCore={onCore}
        onEdge={onEdge}
        onEdgeHover={onEdgeHover}
        onHover={highlight.setHovered}
        onRefocus={exploring.refocus}
        path={highlight.path}
        pending={arriving.pending}
        positions={positions}
      >
        <EdgeStrip drawing={drawing} edge={hoveredEdge ?? edge} onClose={() => setEdge(null)} />
      </Stage>
    </div>
  );
}
