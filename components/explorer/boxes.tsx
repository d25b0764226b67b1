"use client";

import type { RefObject } from "react";
import type { Detail } from "@/components/graph/detail";
import type { DrawnNode } from "@/components/graph/drawing";
import type { Positions } from "@/components/graph/placing";
import { stepKey } from "@/components/graph/walk";
import { Card, type CardActs } from "./card";

interface BoxesProps {
  acts: CardActs;
  nodes: readonly DrawnNode[];
  positions: Positions;
  detail: Detail;
  chosen: string | null;
  dim: ReadonlySet<string>;
  pending: ReadonlySet<string>;
  /** The layer that follows the canvas. */
  layer: RefObject<HTMLDivElement | null>;
  /** What lies below, and turns the wheel. */
  canvas: RefObject<HTMLDivElement | null>;
}

/**
 * The readable boxes over the canvas; they move and grow with it. What holds them is a layer of its own to the browser, as large as
 * the canvas: one that grows and shrinks with what moves in it keeps lines where it was before.
 */
export function Boxes({ acts, nodes, positions, detail, chosen, dim, pending, layer, canvas }: BoxesProps) {
  return (
    <div
      className="pointer-events-none absolute inset-0 overflow-hidden will-change-transform"
      onWheel={(event) => {
        // The boxes lie over the canvas; turning the wheel over one zooms the drawing all the same.
        canvas.current?.querySelector("canvas")?.dispatchEvent(new WheelEvent("wheel", event.nativeEvent));
      }}
    >
      <div className="absolute top-0 left-0 size-0 origin-top-left" ref={layer}>
        {nodes.map((node) => {
          const at = positions.get(node.key);
          const isPending = (side: "upstream" | "downstream") => pending.has(stepKey({ key: node.key, side }));
          return at ? (
            <Card
              {...acts}
              at={at}
              detail={detail}
              isChosen={node.key === chosen}
              isDim={dim.has(node.key)}
              key={node.key}
              node={node}
              pending={{ upstream: isPending("upstream"), downstream: isPending("downstream") }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}
