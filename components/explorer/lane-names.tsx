"use client";

import type { Core } from "cytoscape";
import { useEffect, useRef } from "react";
import type { bandsOf } from "./lanes";

/** The names of the lanes along the upper border; they follow the drawing sideways and stay readable. */
export function LaneNames({ core, bands }: { core: Core | null; bands: ReturnType<typeof bandsOf> }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!core) {
      return;
    }
    function follow() {
      const zoom = core?.zoom() ?? 1;
      const pan = core?.pan().x ?? 0;
      for (const [at, band] of bands.entries()) {
        const name = row.current?.children.item(at);
        if (name instanceof HTMLElement) {
          name.style.transform = `translateX(${band.left * zoom + pan}px)`;
          name.style.width = `${band.width * zoom}px`;
        }
      }
    }
    follow();
    core.on("viewport resize", follow);
    return () => {
      core.off("viewport resize", follow);
    };
  }, [core, bands]);
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-x-0 top-0 h-6 overflow-hidden border-b border-line bg-panel/85"
      ref={row}
    >
      {bands.map((band) => (
        <span className="label absolute top-1 left-0 truncate px-1 text-center" key={band.name}>
          {band.name}
        </span>
      ))}
    </div>
  );
}
