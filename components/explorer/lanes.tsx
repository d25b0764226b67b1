"use client";

import type { Core } from "cytoscape";
import { type RefObject, useEffect, useRef } from "react";
import type { Drawing } from "@/components/graph/drawing";
import { laneOf } from "@/components/graph/layers";
import { LAYER_GAP, NODE_WIDTH } from "@/components/graph/layout-input";
import type { Positions } from "@/components/graph/placing";
import { LANE_NAMES, LANES } from "@/components/kind/kind";

interface Band {
  readonly name: string;
  readonly left: number;
  readonly width: number;
}

/** The strip of the drawing that each lane takes, from its leftmost to its rightmost box. */
export function bandsOf(drawing: Drawing, positions: Positions): Band[] {
  return LANES.flatMap((lane, index) => {
    const xs = [...drawing.nodes.values()].flatMap((node) => {
      const at = positions.get(node.key);
      return at && laneOf(node) === index ? [at.x] : [];
    });
    if (xs.length === 0) {
      return [];
    }
    const left = Math.min(...xs) - NODE_WIDTH / 2 - LAYER_GAP / 3;
    const right = Math.max(...xs) + NODE_WIDTH / 2 + LAYER_GAP / 3;
    return [{ name: LANE_NAMES[lane], left, width: right - left }];
  });
}

/** Keeps each child of `row` over its lane: as wide as that is on the screen, and moving with the drawing sideways. */
function useSideways(core: Core | null, bands: readonly Band[], row: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!core) {
      return;
    }
    function follow() {
      const zoom = core?.zoom() ?? 1;
      const pan = core?.pan().x ?? 0;
      for (const [at, band] of bands.entries()) {
        const lane = row.current?.children.item(at);
        if (lane instanceof HTMLElement) {
          lane.style.transform = `translateX(${band.left * zoom + pan}px)`;
          lane.style.width = `${band.width * zoom}px`;
        }
      }
    }
    follow();
    core.on("viewport resize", follow);
    return () => {
      core.off("viewport resize", follow);
    };
  }, [core, bands, row]);
}

interface LanesProps {
  core: Core | null;
  bands: readonly Band[];
}

/** The lanes behind the drawing. No higher than the stage: the tiles of a huge layer show as lines. */
export function Lanes({ core, bands }: LanesProps) {
  const row = useRef<HTMLDivElement>(null);
  useSideways(core, bands, row);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden" ref={row}>
      {bands.map((band) => (
        <div className="absolute inset-y-0 left-0 bg-ground/70" key={band.name} />
      ))}
    </div>
  );
}

/** The names of the lanes along the upper border, in two lines where a lane is narrow. */
export function LaneNames({ core, bands }: LanesProps) {
  const row = useRef<HTMLDivElement>(null);
  useSideways(core, bands, row);
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-x-0 top-0 h-9 overflow-hidden border-b border-line bg-panel/85"
      ref={row}
    >
      {bands.map((band) => (
        <span
          className="label absolute inset-y-0 left-0 flex items-center justify-center px-1 text-center leading-tight!"
          key={band.name}
        >
          <span className="line-clamp-2">{band.name}</span>
        </span>
      ))}
    </div>
  );
}
