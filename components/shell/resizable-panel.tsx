"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

const KEY = "pedigree-panel-width";
const LEAST = 280;
const USUAL = 380;
const STEP = 24;

function most(): number {
  return Math.max(LEAST, Math.floor(window.innerWidth * 0.6));
}

function bounded(width: number): number {
  return Math.min(Math.max(width, LEAST), most());
}

/** How wide the reader last made the panel. A preference of this browser, not a part of the view. */
function remembered(): number {
  const width = Number(localStorage.getItem(KEY));
  return width > 0 ? bounded(width) : USUAL;
}

interface ResizablePanelProps {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** A panel on the right whose left border can be dragged, or moved with the arrow keys. Narrow screens give it the page. */
export function ResizablePanel({ label, onClose, children }: ResizablePanelProps) {
  const [width, setWidth] = useState(remembered);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => localStorage.setItem(KEY, String(width)), [width]);
  return (
    <aside
      aria-label={label}
      className="relative flex min-h-0 shrink-0 flex-col border-l border-line bg-panel max-md:fixed max-md:inset-0 max-md:top-17 max-md:z-30 max-md:w-full! "
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) {
          onClose();
        }
      }}
      ref={panel}
      style={{ width }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget, which hr is not */}
      <div
        aria-label="Width of the panel"
        aria-orientation="vertical"
        aria-valuemax={typeof window === "undefined" ? undefined : most()}
        aria-valuemin={LEAST}
        aria-valuenow={width}
        className="absolute inset-y-0 -left-1 w-2 cursor-col-resize touch-none hover:bg-pressed max-md:hidden"
        onKeyDown={(event) => {
          const by = event.key === "ArrowLeft" ? STEP : event.key === "ArrowRight" ? -STEP : 0;
          setWidth((before) => bounded(before + by));
        }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const right = panel.current?.getBoundingClientRect().right;
          if (right !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) {
            setWidth(bounded(right - event.clientX));
          }
        }}
        role="separator"
        tabIndex={0}
      />
      {children}
    </aside>
  );
}
