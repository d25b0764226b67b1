"use client";

import { type PointerEvent, useState } from "react";
import { Bars } from "./bars";
import { type Mark, placeOf, type Span } from "./scale";

const BINS = 160;
const LEAST_DRAG = 0.01;

interface OverviewProps {
  marks: readonly Mark[];
  whole: Span;
  shown: Span;
  onZoom: (span: Span) => void;
}

function share({ clientX, currentTarget }: PointerEvent<SVGSVGElement>): number {
  const box = currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - box.left) / box.width));
}

/** All events of the window in small; dragging over it shows a part. Buttons and keys do the same. */
export function Overview({ marks, whole, shown, onZoom }: OverviewProps) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [left, right] = drag
    ? [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)]
    : [shown.from, shown.to].map((at) => placeOf(new Date(at).toISOString(), whole));
  function finish() {
    if (drag && Math.abs(drag.to - drag.from) > LEAST_DRAG) {
      const at = (part: number) => Math.round(whole.from + part * (whole.to - whole.from));
      onZoom({ from: at(Math.min(drag.from, drag.to)), to: at(Math.max(drag.from, drag.to)) });
    }
    setDrag(null);
  }
  return (
    <svg
      aria-hidden="true"
      className="h-8 w-full cursor-crosshair touch-none rounded-sm bg-raised"
      onPointerCancel={() => setDrag(null)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: share(event), to: share(event) });
      }}
      onPointerMove={(event) => setDrag(drag && { ...drag, to: share(event) })}
      onPointerUp={finish}
      preserveAspectRatio="none"
      viewBox={`0 0 ${BINS} 32`}
    >
      <rect
        className="fill-panel stroke-line-strong"
        height={32}
        vectorEffect="non-scaling-stroke"
        width={((right ?? 1) - (left ?? 0)) * BINS}
        x={(left ?? 0) * BINS}
        y={0}
      />
      <Bars count={BINS} height={32} marks={marks} span={whole} />
    </svg>
  );
}
