"use client";

import type { Core } from "cytoscape";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { pathToFocus } from "@/components/graph/path";
import type { Point } from "@/components/graph/placing";
import { ProblemView } from "@/components/ui/problem";
import { Breadcrumb } from "./breadcrumb";
import { reveal } from "./camera";
import type { Exploring } from "./explorer";
import { GraphSearch } from "./graph-search";
import type { Command } from "./keys";
import { Legend } from "./legend";
import { obey } from "./obey";
import { OpenCluster } from "./open-cluster";
import { Sheet } from "./sheet";
import { Toolbar } from "./toolbar";
import { KEY_AREA, useKeys } from "./use-keys";
import { usePositions } from "./use-positions";
import { type Shape, usePinnedPath } from "./view-state";

interface PadProps {
  exploring: Exploring;
  shape: Shape;
  onShape: (shape: Shape) => void;
  /** The table, where it stands in the drawing's place. */
  children?: ReactNode;
}

/** Keeps the box at hand in view when the drawing gets less room, as when a panel opens beside it. */
function useRevealOnResize(core: Core | null, place: Point | undefined): void {
  useEffect(() => {
    if (!core || !place) {
      return;
    }
    const onResize = () => reveal(core, place);
    core.on("resize", onResize);
    return () => {
      core.off("resize", onResize);
    };
  }, [core, place]);
}

/** The path that is highlighted: of the box under the pointer, else the one that is held. */
function useHighlight({ drawing }: Exploring) {
  const [hovered, setHovered] = useState<string | null>(null);
  const [pinned, setPinned] = usePinnedPath();
  // From the focus to itself there is no path to show.
  const lit = hovered === drawing.focus ? pinned : (hovered ?? pinned);
  return {
    path: lit !== null && drawing.nodes.has(lit) ? pathToFocus(drawing, lit) : null,
    setHovered,
    toggle: (key: string) => void setPinned(pinned === key || drawing.nodes.get(key)?.cluster ? null : key),
    letGo: () => void setPinned(null),
  };
}

export type Highlight = ReturnType<typeof useHighlight>;

/** Where the drawing is worked on: toolbar, keys, the drawing or the table, and the list of an open card. */
export function Pad({ exploring, shape, onShape, children }: PadProps) {
  const { project, focus, history, drawing, whole, view, at, arriving } = exploring;
  const { positions, tidy, error } = usePositions(whole, arriving.pending.size > 0);
  const [core, setCore] = useState<Core | null>(null);
  const highlight = useHighlight(exploring);
  const searchBox = useRef<HTMLInputElement>(null);
  function show(key: string) {
    exploring.goTo(key);
    const place = positions.get(key);
    if (core && place) {
      reveal(core, place);
    }
  }
  function run(command: Command) {
    obey(command, {
      ...{ exploring, positions, core, show, togglePath: highlight.toggle, letGo: highlight.letGo },
      search: () => searchBox.current?.focus(),
      switchShape: () => onShape(shape === "graph" ? "table" : "graph"),
    });
  }
  useKeys((command) => {
    const isForTable = shape === "table" && command.do === "move";
    if (!isForTable) {
      run(command);
    }
    return !isForTable;
  });
  useRevealOnResize(core, at === null ? undefined : positions.get(at));
  return (
    <div className="flex min-h-0 grow">
      <div className="flex min-h-0 min-w-0 grow flex-col" {...{ [KEY_AREA]: "" }}>
        <Toolbar onCommand={run} onShape={onShape} onTidy={tidy} shape={shape}>
          <Breadcrumb focus={focus} history={history} project={project} shape={shape} />
          <GraphSearch box={searchBox} drawing={drawing} onFound={show} shape={shape} />
          <Legend hidden={view.hidden} onToggle={(type) => exploring.act({ do: "toggle kind", type })} whole={whole} />
        </Toolbar>
        {arriving.otherError || error ? (
          <ProblemView error={arriving.otherError ?? error} onRetry={arriving.retry} />
        ) : null}
        {children ?? <Sheet exploring={exploring} highlight={highlight} onCore={setCore} positions={positions} />}
      </div>
      <OpenCluster exploring={exploring} />
    </div>
  );
}
