"use client";

import type { Core } from "cytoscape";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Drawing } from "@/components/graph/drawing";
import { dimmed, elementsOf } from "@/components/graph/elements";
import type { Path } from "@/components/graph/path";
import { type Positions, surrounding } from "@/components/graph/placing";
import { stepKey } from "@/components/graph/walk";
import { bringIntoView, fitFirst } from "./camera";
import { Card, type CardActs } from "./card";
import { LaneNames } from "./lane-names";
import { bandsOf, Lanes } from "./lanes";
import { Minimap } from "./minimap";
import { useCytoscape } from "./use-cytoscape";
import { useElements, useMark } from "./use-elements";
import { useViewport } from "./use-viewport";

const NONE: ReadonlySet<string> = new Set();

interface StageProps extends Pick<CardActs, "onHover" | "onCaret">, EdgeActs {
  onChoose: (key: string) => void;
  onRefocus: (key: string) => void;
  drawing: Drawing;
  positions: Positions;
  chosen: string | null;
  path: Path | null;
  pending: ReadonlySet<string>;
  onCore: (core: Core | null) => void;
  children: ReactNode;
}

/** After an expansion, brings what it opened into view together with the box that it was opened from. */
function useNewInView(core: Core | null, drawing: Drawing, positions: Positions, isDrawn: boolean): void {
  const known = useRef<ReadonlySet<string>>(NONE);
  useEffect(() => {
    const keys = [...drawing.nodes.keys()].filter((key) => positions.has(key));
    const fresh = keys.filter((key) => !known.current.has(key));
    if (core && isDrawn && fresh.length > 0 && known.current.size > 0) {
      bringIntoView(core, surrounding(drawing, positions, fresh));
    }
    if (isDrawn) {
      known.current = new Set(keys);
    }
  }, [core, drawing, positions, isDrawn]);
}

/** Keeps the keyboard's place on the chosen box while the keyboard is in the drawing, or nowhere. */
function useFocusFollows(layer: React.RefObject<HTMLElement | null>, chosen: string | null, isThere: boolean): void {
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

interface EdgeActs {
  readonly onEdgeHover: (key: string | null) => void;
  readonly onEdge: (key: string | null) => void;
}

function useEdges(core: Core | null, { onEdge, onEdgeHover }: EdgeActs): void {
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
function usePresses(onChoose: (key: string) => void, onRefocus: (key: string) => void) {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return {
    onPress(key: string, presses: number) {
      clearTimeout(waiting.current);
      if (presses === 0) {
        onChoose(key);
      } else if (presses === 1) {
        waiting.current = setTimeout(() => onChoose(key), DOUBLE_PRESS_MS);
      } else {
        onRefocus(key);
      }
    },
  };
}

/** The drawing: lines and distant boxes on Cytoscape's canvas, readable boxes as elements of the page above it. */
export function Stage(props: StageProps) {
  const { drawing, positions, chosen, path, pending, onCore, onEdge, onEdgeHover, onHover, onCaret, children } = props;
  const { onPress } = usePresses(props.onChoose, props.onRefocus);
  const container = useRef<HTMLDivElement>(null);
  const boxes = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  const [layers] = useState(() => [boxes, lanes]);
  const [isDrawn, setDrawn] = useState(false);
  const core = useCytoscape(container);
  const elements = elementsOf(drawing, positions);
  const dim = dimmed(drawing, path);
  const { detail, visible } = useViewport(core, layers, positions);
  const bands = bandsOf(drawing, positions);
  const made = [...drawing.nodes.values()].filter(({ key }) => visible.has(key) || key === chosen);

  useElements(core, elements, (drawn) => {
    const focus = positions.get(drawing.focus);
    if (!isDrawn && focus) {
      fitFirst(drawn, focus);
      setDrawn(true);
    }
  });
  useNewInView(core, drawing, positions, isDrawn);
  useMark(core, "near", visible, elements);
  useMark(core, "dim", dim, elements);
  useMark(core, "lit", path?.edges ?? NONE, elements);
  useMark(core, "chosen", chosen ? new Set([chosen]) : NONE, elements);
  useEdges(core, { onEdge, onEdgeHover });
  useFocusFollows(
    boxes,
    chosen,
    made.some(({ key }) => key === chosen),
  );
  useEffect(() => onCore(core), [core, onCore]);

  return (
    <div
      className="relative min-h-0 grow overflow-hidden"
      data-drawn={isDrawn ? "" : undefined}
      data-testid="lineage-graph"
    >
      <Lanes bands={bands} layer={lanes} />
      <div className="absolute inset-0" ref={container} />
      <div
        className="pointer-events-none absolute inset-0 overflow-hidden"
        onWheel={(event) => {
          // The boxes lie over the canvas; turning the wheel over one zooms the drawing all the same.
          const canvas = container.current?.querySelector("canvas");
          canvas?.dispatchEvent(new WheelEvent("wheel", event.nativeEvent));
        }}
      >
        <div className="absolute top-0 left-0 size-0 origin-top-left" ref={boxes}>
          {made.map((node) => {
            const at = positions.get(node.key);
            return at ? (
              <Card
                at={at}
                detail={detail}
                isChosen={node.key === chosen}
                isDim={dim.has(node.key)}
                key={node.key}
                node={node}
                onCaret={onCaret}
                onHover={onHover}
                onPress={onPress}
                pending={{
                  upstream: pending.has(stepKey({ key: node.key, side: "upstream" })),
                  downstream: pending.has(stepKey({ key: node.key, side: "downstream" })),
                }}
              />
            ) : null;
          })}
        </div>
      </div>
      <LaneNames bands={bands} core={core} />
      <Minimap core={core} drawing={drawing} positions={positions} />
      {children}
    </div>
  );
}
