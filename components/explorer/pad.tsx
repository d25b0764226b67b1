"use client";

import type { Core } from "cytoscape";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { pathToFocus } from "@/components/graph/path";
import type { Point } from "@/components/graph/placing";
import { ProblemView } from "@/components/ui/problem";
import { Breadcrumb } from "./breadcrumb";
import { reveal, zoomBy } from "./camera";
import { ClusterPanel } from "./cluster-panel";
import { EdgeStrip } from "./edge-strip";
import type { Exploring } from "./explorer";
import { GraphSearch } from "./graph-search";
import type { Command } from "./keys";
import { Legend } from "./legend";
import { obey } from "./obey";
import { Stage } from "./stage";
import { Toolbar } from "./toolbar";
import { KEY_AREA, useKeys } from "./use-keys";
import { usePositions } from "./use-positions";
import { type SHAPES, usePinnedPath } from "./view-state";

type Shape = (typeof SHAPES)[number];

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

/** Where the drawing is worked on: toolbar, keys, the drawing itself, and what lies over it. */
export function Pad({ exploring, shape, onShape, children }: PadProps) {
  const { project, focus, history, drawing, whole, view, at, arriving } = exploring;
  const { positions, tidy, error } = usePositions(whole, arriving.pending.size > 0);
  const [core, setCore] = useState<Core | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [edge, setEdge] = useState<string | null>(null);
  const [hoveredEdge, setHoveredEdge] = useState<string | null>(null);
  const [pinned, setPinned] = usePinnedPath();
  const searchBox = useRef<HTMLInputElement>(null);
  const onCore = useCallback(setCore, []);
  const onEdge = useCallback(setEdge, []);
  const onEdgeHover = useCallback(setHoveredEdge, []);
  const lit = hovered ?? pinned;
  const path = lit !== null && drawing.nodes.has(lit) ? pathToFocus(drawing, lit) : null;
  const cluster = exploring.openCluster === null ? null : drawing.nodes.get(exploring.openCluster)?.cluster;

  function show(key: string) {
    exploring.goTo(key);
    const place = positions.get(key);
    if (core && place) {
      reveal(core, place);
    }
  }

  function togglePath(key: string) {
    void setPinned(pinned === key || drawing.nodes.get(key)?.cluster ? null : key);
  }
  function run(command: Command) {
    obey(command, {
      ...{ exploring, positions, core, show, togglePath },
      letGo: () => void setPinned(null),
      search: () => searchBox.current?.focus(),
      switchShape: () => onShape(shape === "graph" ? "table" : "graph"),
    });
  }

  useKeys((command) => {
    if (shape === "table" && command.do === "move") {
      return false;
    }
    run(command);
    return true;
  });
  useRevealOnResize(core, at === null ? undefined : positions.get(at));

  return (
    <div className="flex min-h-0 grow">
      <div className="flex min-h-0 min-w-0 grow flex-col" {...{ [KEY_AREA]: "" }}>
        <Toolbar
          onShape={onShape}
          onShowAll={() => run({ do: "show all" })}
          onTidy={tidy}
          onZoom={(factor) => core && zoomBy(core, factor)}
          shape={shape}
        >
          <Breadcrumb focus={focus} history={history} project={project} />
          <GraphSearch box={searchBox} drawing={drawing} onFound={show} />
          <Legend hidden={view.hidden} onToggle={(type) => exploring.act({ do: "toggle kind", type })} whole={whole} />
        </Toolbar>
        {arriving.otherError || error ? (
          <ProblemView error={arriving.otherError ?? error} onRetry={arriving.retry} />
        ) : null}
        {children ?? (
          // biome-ignore lint/a11y/useSemanticElements: there is no element for a drawing that is walked with the arrow keys
          <div
            aria-label={`Lineage of ${focus.id}: ${drawing.nodes.size} boxes, ${drawing.edges.size} lines. Arrow keys walk, e expands, c collapses, t shows a table.`}
            aria-roledescription="lineage drawing"
            className="relative flex min-h-0 grow -outline-offset-2"
            role="group"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing takes the arrow keys
            tabIndex={0}
          >
            <Stage
              chosen={at}
              drawing={drawing}
              onCaret={exploring.caret}
              onChoose={exploring.choose}
              onCore={onCore}
              onEdge={onEdge}
              onEdgeHover={onEdgeHover}
              onHover={setHovered}
              onRefocus={exploring.refocus}
              path={path}
              pending={arriving.pending}
              positions={positions}
            >
              <EdgeStrip drawing={drawing} edge={hoveredEdge ?? edge} onClose={() => setEdge(null)} />
            </Stage>
          </div>
        )}
      </div>
      {cluster ? (
        <ClusterPanel
          cluster={cluster}
          key={cluster.key}
          onClose={exploring.leave}
          onPull={(key) =>
            exploring.act({ do: "pull", pulled: { step: { key: cluster.anchor, side: cluster.side }, key } })
          }
          onPutBack={(key) => exploring.act({ do: "put back", key })}
          project={project}
          pulled={view.pulled}
        />
      ) : null}
    </div>
  );
}
