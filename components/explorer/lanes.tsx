import type { RefObject } from "react";
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

/** The lanes behind the drawing; they move with it sideways only. */
export function Lanes({ bands, layer }: { bands: readonly Band[]; layer: RefObject<HTMLDivElement | null> }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      <div className="absolute top-0 left-0 size-0 origin-top-left" ref={layer}>
        {bands.map((band) => (
          <div
            className="absolute -top-[50000px] h-[100000px] bg-ground/70"
            key={band.name}
            style={{ left: band.left, width: band.width }}
          />
        ))}
      </div>
    </div>
  );
}
