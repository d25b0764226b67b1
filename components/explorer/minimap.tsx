"use client";

import type { Core } from "cytoscape";
import { type PointerEvent, useEffect, useRef } from "react";
import type { Drawing } from "@/components/graph/drawing";
import { boxHeight, NODE_WIDTH } from "@/components/graph/layout-input";
import type { Positions } from "@/components/graph/placing";
import { KINDS } from "@/components/kind/kind";
import { centre } from "./camera";
import { readColours } from "./canvas-style";

const WIDTH = 168;
const HEIGHT = 104;
const PAD = 8;

interface Scale {
  readonly x: number;
  readonly y: number;
  readonly by: number;
}

function scaleOf(drawing: Drawing, positions: Positions): Scale {
  const points = [...drawing.nodes.keys()].flatMap((key) => positions.get(key) ?? []);
  const [x1, x2] = [
    Math.min(...points.map(({ x }) => x)) - NODE_WIDTH,
    Math.max(...points.map(({ x }) => x)) + NODE_WIDTH,
  ];
  const [y1, y2] = [
    Math.min(...points.map(({ y }) => y)) - NODE_WIDTH,
    Math.max(...points.map(({ y }) => y)) + NODE_WIDTH,
  ];
  const by = Math.min((WIDTH - 2 * PAD) / (x2 - x1), (HEIGHT - 2 * PAD) / (y2 - y1));
  return { x: WIDTH / 2 - (by * (x1 + x2)) / 2, y: HEIGHT / 2 - (by * (y1 + y2)) / 2, by };
}

function paint(context: CanvasRenderingContext2D, drawing: Drawing, positions: Positions, core: Core): void {
  const colours = readColours();
  const { x, y, by } = scaleOf(drawing, positions);
  const ratio = window.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  for (const node of drawing.nodes.values()) {
    const at = positions.get(node.key);
    if (at) {
      const height = boxHeight(node);
      context.fillStyle = node.isFocus ? colours.accent : colours.hues[KINDS[node.type].hue];
      context.fillRect(
        x + by * (at.x - NODE_WIDTH / 2),
        y + by * (at.y - height / 2),
        Math.max(2, by * NODE_WIDTH),
        Math.max(2, by * height),
      );
    }
  }
  const seen = core.extent();
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  // A view that reaches beyond the drawing still has a whole frame.
  const [left, right] = [x + by * seen.x1, x + by * seen.x2].map((at) => Math.min(Math.max(at, 1), WIDTH - 1));
  const [top, bottom] = [y + by * seen.y1, y + by * seen.y2].map((at) => Math.min(Math.max(at, 1), HEIGHT - 1));
  if (left !== undefined && right !== undefined && top !== undefined && bottom !== undefined) {
    context.strokeRect(left, top, right - left, bottom - top);
  }
}

interface MinimapProps {
  core: Core | null;
  drawing: Drawing;
  positions: Positions;
}

/** The whole drawing in small, with a frame around what is in view; press or drag to go there. */
export function Minimap({ core, drawing, positions }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!core || !context || positions.size === 0) {
      return;
    }
    let frame = 0;
    const repaint = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (!core.destroyed()) {
          paint(context, drawing, positions, core);
        }
      });
    };
    if (canvas.current) {
      canvas.current.width = WIDTH * window.devicePixelRatio;
      canvas.current.height = HEIGHT * window.devicePixelRatio;
    }
    repaint();
    core.on("viewport resize style", repaint);
    return () => {
      cancelAnimationFrame(frame);
      core.off("viewport resize style", repaint);
    };
  }, [core, drawing, positions]);

  function go(event: PointerEvent<HTMLCanvasElement>) {
    if (core && event.buttons === 1) {
      const box = event.currentTarget.getBoundingClientRect();
      const { x, y, by } = scaleOf(drawing, positions);
      centre(core, { x: (event.clientX - box.left - x) / by, y: (event.clientY - box.top - y) / by }, core.zoom(), 0);
    }
  }
  return (
    <div
      aria-hidden="true"
      className="absolute right-3 bottom-3 rounded-md border border-line-strong bg-panel/90 max-md:hidden"
      data-testid="minimap"
    >
      <canvas
        className="block touch-none"
        onPointerDown={go}
        onPointerMove={go}
        ref={canvas}
        style={{ width: WIDTH, height: HEIGHT }}
      />
    </div>
  );
}
