"use client";

import { Maximize, Minus, Plus, Rows3, Wand2, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import type { Command } from "./keys";
import type { Shape } from "./view-state";

interface ToolbarProps {
  shape: Shape;
  onShape: (shape: Shape) => void;
  onCommand: (command: Command) => void;
  onTidy: () => void;
  /** The search box and the legend. */
  children: ReactNode;
}

/** How to look at the drawing: what is searched and shown, drawing or table, how near. */
export function Toolbar({ shape, onShape, onCommand, onTidy, children }: ToolbarProps) {
  return (
    <div
      aria-label="View of the lineage"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5"
      role="toolbar"
    >
      {children}
      <div className="ml-auto flex items-center gap-0.5">
        {shape === "graph" ? (
          <>
            <IconButton hint="−" label="Zoom out" onPress={() => onCommand({ do: "zoom out" })}>
              <Minus aria-hidden="true" size={15} />
            </IconButton>
            <IconButton hint="+" label="Zoom in" onPress={() => onCommand({ do: "zoom in" })}>
              <Plus aria-hidden="true" size={15} />
            </IconButton>
            <IconButton hint="0" label="Show all" onPress={() => onCommand({ do: "show all" })}>
              <Maximize aria-hidden="true" size={15} />
            </IconButton>
            <IconButton label="Lay out anew" onPress={onTidy}>
              <Wand2 aria-hidden="true" size={15} />
            </IconButton>
          </>
        ) : null}
        <IconButton
          hint="t"
          label={shape === "graph" ? "Show as a table" : "Show as a drawing"}
          onPress={() => onShape(shape === "graph" ? "table" : "graph")}
        >
          {shape === "graph" ? <Rows3 aria-hidden="true" size={15} /> : <Waypoints aria-hidden="true" size={15} />}
        </IconButton>
      </div>
    </div>
  );
}
