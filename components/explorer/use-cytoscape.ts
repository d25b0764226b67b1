import type { Core } from "cytoscape";
import { type RefObject, useEffect, useState } from "react";
import { LEAST_ZOOM } from "@/components/graph/detail";
import { canvasStyle, readColours } from "./canvas-style";

/** Calls `onChange` when the theme in force changes, by the reader or by the system. */
function onThemeChange(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", onChange);
  };
}

/** Cytoscape on its canvas, loaded when the page needs it; null until then. */
export function useCytoscape(container: RefObject<HTMLDivElement | null>): Core | null {
  const [core, setCore] = useState<Core | null>(null);
  useEffect(() => {
    let made: Core | undefined;
    let isGone = false;
    let stopListening: (() => void) | undefined;
    void import("cytoscape").then(({ default: cytoscape }) => {
      if (isGone || !container.current) {
        return;
      }
      const created = cytoscape({
        container: container.current,
        style: canvasStyle(readColours()),
        layout: { name: "preset" },
        minZoom: LEAST_ZOOM,
        maxZoom: 2.5,
        autoungrabify: true,
        autounselectify: true,
        boxSelectionEnabled: false,
      });
      made = created;
      stopListening = onThemeChange(() => created.style(canvasStyle(readColours())));
      setCore(created);
    });
    return () => {
      isGone = true;
      stopListening?.();
      made?.destroy();
      setCore(null);
    };
  }, [container]);
  return core;
}
