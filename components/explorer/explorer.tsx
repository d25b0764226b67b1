"use client";

import { useRouter } from "next/navigation";
import { useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { drawingOf } from "@/components/graph/drawing";
import { nameOf } from "@/components/graph/elements";
import { changeView, type ViewAction } from "@/components/graph/view";
import { gather, SIDES, type Side } from "@/components/graph/walk";
import { shortId } from "@/components/kind/shorten";
import { exploreHref, parseAsPlace } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { remember } from "@/components/shell/recent";
import { ProblemView } from "@/components/ui/problem";
import { Waiting } from "@/components/ui/waiting";
import { type Ref, refKey, refOfKey } from "@/graph-schema/names";
import { Bars } from "./bars";
import { prepareDrawing } from "./layout-engine";
import { LineageTable } from "./lineage-table";
import { Pad } from "./pad";
import { useArrived } from "./use-arrived";
import { refocusQuery, type Shape, useHistory, useOpenCluster, useShape, useView } from "./view-state";

const MOST_ID = 40;

interface ExplorerProps {
  project: string;
  focus: Ref;
}

/** Everything that can be done in the explorer, whoever asks for it: mouse, keyboard, table. */
function useExploring({ project, focus }: ExplorerProps, shape: Shape) {
  const focusKey = refKey(focus);
  const router = useRouter();
  const [view, setView] = useView();
  const [history] = useHistory();
  const [inspected, setInspected] = useQueryState("inspect", parseAsPlace);
  const [openCluster, setOpenCluster] = useOpenCluster();
  const arriving = useArrived(project, focus, view);
  const walk = gather(focus, view, arriving.arrived);
  const whole = drawingOf(walk, { ...view, hidden: [] });
  const drawing = drawingOf(walk, view);
  const [at, setAt] = useState(openCluster ?? (inspected?.project === project ? refKey(inspected.ref) : null));

  function act(action: ViewAction) {
    setView(changeView(view, action, focus, focusKey, arriving.arrived));
  }
  function choose(key: string) {
    setAt(key);
    const isCluster = drawing.nodes.get(key)?.cluster != null;
    void setOpenCluster(isCluster ? key : null);
    void setInspected(isCluster ? null : { project, ref: refOfKey(key) });
  }
  function refocus(key: string) {
    if (key !== focusKey && !drawing.nodes.get(key)?.cluster) {
      router.push(
        `${exploreHref(project, refOfKey(key))}${refocusQuery(shape, [...history.filter((each) => each !== focusKey), focusKey])}`,
      );
    }
  }
  function caret(key: string, side: Side) {
    const node = drawing.nodes.get(key);
    if (node?.carets[side].isOpen) {
      act({ do: "collapse", step: { key, side } });
    } else if (node && node.carets[side].hidden > 0) {
      act({ do: "expand", step: { key, side } });
    }
  }
  function leave() {
    void setOpenCluster(null);
    void setInspected(null);
  }
  return {
    ...{ project, focus, history, view, whole, drawing, at, arriving, openCluster },
    /** Goes to a box without opening its details: passing by is not looking. */
    goTo: setAt,
    ...{ act, choose, refocus, caret, leave },
  };
}

export type Exploring = ReturnType<typeof useExploring>;

/** What a reader who cannot see the drawing hears about the box that the keyboard stands on. */
function spokenPlace({ drawing, at }: Exploring): string {
  const node = at === null ? undefined : drawing.nodes.get(at);
  if (!node) {
    return "";
  }
  const hidden = SIDES.filter((side) => node.carets[side].hidden > 0 && !node.carets[side].isOpen).map(
    (side) => `${node.carets[side].hidden} more ${side}`,
  );
  return [nameOf(node), node.isFocus ? "the focus" : null, ...hidden].filter(Boolean).join(", ");
}

/** The lineage around one artifact, as a drawing or as a table. */
export function Explorer({ project, focus }: ExplorerProps) {
  const [shape, setShape] = useShape();
  const exploring = useExploring({ project, focus }, shape);
  const { arriving, drawing } = exploring;
  const reply = arriving.arrived.focus;
  useEffect(prepareDrawing, []);
  const isHere = reply !== undefined;
  const { type, id } = focus;
  useEffect(() => {
    if (isHere) {
      remember({ project, ref: { type, id } });
    }
  }, [isHere, project, type, id]);

  if (arriving.focusError) {
    return <ProblemView error={arriving.focusError} isPage onRetry={arriving.retry} />;
  }
  if (!reply) {
    return (
      <Waiting what={`Reading the lineage of ${shortId(focus.id, MOST_ID)}`}>
        <Bars />
      </Waiting>
    );
  }
  return (
    <>
      <AsOfLine asOf={reply.asOf} />
      {shape === "table" ? (
        <Pad exploring={exploring} onShape={setShape} shape={shape}>
          <LineageTable
            open={exploring.at}
            drawing={drawing}
            onCaret={exploring.caret}
            onChoose={exploring.choose}
            onRefocus={exploring.refocus}
          />
        </Pad>
      ) : (
        <Pad exploring={exploring} onShape={setShape} shape={shape} />
      )}
      <p aria-live="polite" className="sr-only">
        {spokenPlace(exploring)}
      </p>
    </>
  );
}
