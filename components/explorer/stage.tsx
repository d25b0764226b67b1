"use client";

import type { Core } from "cytoscape";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Drawing } from "@/components/graph/drawing";
import { dimmed, elementsOf } from "@/components/graph/elements";
import type { Path } from "@/components/graph/path";
import type { Positions } from "@/components/graph/placing";
import { Boxes } from "./boxes";
import { fitFirst } from "./camera";
import type { CardActs } from "./card";
import { bandsOf, LaneNames, Lanes } from "./lanes";
import { LineLegend } from "./line-legend";
import { Minimap } from "./minimap";
import { type EdgeActs, useEdges, useFocusFollows, useNewInView, usePresses } from "./stage-hooks";
import { useCytoscape } from "./use-cytoscape";
import { useElements, useMark } from "./use-elements";
import { useViewport } from "./use-viewport";

const NONE: ReadonlySet<string> = new Set();

interface StageProps extends Pick<CardActs, "onHover" | "onCaret">, EdgeActs {
  drawing: Drawing;
  positions: Positions;
  chosen: string | null;
  path: Path | null;
  pending: ReadonlySet<string>;
  onChoose: (key: string) => void;
  onRefocus: (key: string) => void;
  onCore: (core: Core | null) => void;
  children: ReactNode;
}

/** The drawing: lines and places on Cytoscape's canvas, readable boxes as elements of the page above it. */
export function Stage(props: StageProps) {
  const { drawing, positions, chosen, path, pending, onCore, children } = props;
  const onPress = usePresses(props.onChoose, props.onRefocus);
  const container = useRef<HTMLDivElement>(null);
  const boxes = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const core = useCytoscape(container);
  const elements = elementsOf(drawing, positions);
  const dim = dimmed(drawing, path);
  const { detail, visible } = useViewport(core, boxes, positions);
  const bands = bandsOf(drawing, positions);
  const made = [...drawing.nodes.values()].filter(({ key }) => visible.has(key) || key === chosen);
  const isChosenThere = made.some(({ key }) => key === chosen);

  useElements(core, elements, (drawn) => {
    const focus = positions.get(drawing.focus);
    if (!isDrawn && focus) {
      fitFirst(drawn, focus);
      setDrawn(true);
    }
  });
  useNewInView(core, { drawing, positions, isDrawn, isArriving: pending.size > 0 });
  useMark(core, "near", visible, elements);
  useMark(core, "dim", dim, elements);
  useMark(core, "lit", path?.edges ?? NONE, elements);
  useMark(core, "chosen", chosen ? new Set([chosen]) : NONE, elements);
  useEdges(core, props.onEdge, props.onEdgeHover);
  useFocusFollows(boxes, chosen, isChosenThere);
  useEffect(() => onCore(core), [core, onCore]);

  const acts = { onPress, onHover: props.onHover, onCaret: props.onCaret };
  return (
    <div className="relative min-h-0 grow overflow-hidden" {...(isDrawn ? { "data-drawn": "" } : {})}>
      <Lanes bands={bands} core={core} />
      <div className="absolute inset-0" data-testid="lineage-canvas" ref={container} />
      <Boxes {...{ acts, nodes: made, positions, detail, chosen, dim, pending, layer: boxes, canvas: container }} />
      <LaneNames bands={bands} core={core} />
      <Minimap core={core} drawing={drawing} positions={positions} />
      <LineLegend />
      {children}
    </div>
  );
}
