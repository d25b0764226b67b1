"use client";

import type { Detail } from "@/components/graph/detail";
import type { DrawnNode } from "@/components/graph/drawing";
import { boxHeight, NODE_WIDTH } from "@/components/graph/layout-input";
import type { Point } from "@/components/graph/placing";
import { SIDES, type Side } from "@/components/graph/walk";
import { KindIcon } from "@/components/kind/kind-icon";
import { DoubtMark, Seal, Stack, spoken, Words } from "./card-words";
import { CaretButton } from "./caret-button";

export interface CardActs {
  /** Presses in a row; none for a key. */
  readonly onPress: (key: string, presses: number) => void;
  readonly onHover: (key: string | null) => void;
  readonly onCaret: (key: string, side: Side) => void;
}

interface CardProps extends CardActs {
  node: DrawnNode;
  at: Point;
  /** How much of it can be read. */
  detail: Detail;
  isChosen: boolean;
  isDim: boolean;
  /** Sides whose expansion is on its way. */
  pending: Readonly<Record<Side, boolean>>;
}

function borderOf(node: DrawnNode, isChosen: boolean): string {
  if (node.isFocus) {
    return "border-accent outline-2 -outline-offset-1 outline-accent";
  }
  if (node.doubt) {
    return node.doubt.is === "found"
      ? "border-bad outline-2 -outline-offset-1 outline-bad"
      : "border-dashed border-warn";
  }
  return isChosen ? "border-ink" : "border-line-strong";
}

/** One artifact, or one group of like siblings, as a box of fixed size over the canvas. */
export function Card({ node, at, detail, isChosen, isDim, pending, ...acts }: CardProps) {
  const height = boxHeight(node);
  return (
    <div
      className={`absolute transition-opacity delay-75 duration-150 ${isDim ? "opacity-45" : ""}`}
      style={{ left: at.x - NODE_WIDTH / 2, top: at.y - height / 2, width: NODE_WIDTH, height }}
    >
      <button
        aria-label={spoken(node)}
        aria-pressed={isChosen}
        className={`pointer-events-auto relative flex size-full items-center rounded-md border text-left ${detail === "near" ? "gap-2 px-2.5" : "gap-1 pr-3.5 pl-2"} hover:bg-raised ${borderOf(node, isChosen)} ${isChosen ? "bg-raised" : "bg-panel"}`}
        data-key={node.key}
        onClick={(event) => acts.onPress(node.key, event.detail)}
        onMouseEnter={() => acts.onHover(node.key)}
        onMouseLeave={() => acts.onHover(null)}
        tabIndex={isChosen ? 0 : -1}
        type="button"
      >
        {node.cluster ? <Stack /> : null}
        <KindIcon size={detail === "near" ? 26 : 20} type={node.type} />
        <Words detail={detail} node={node} />
        {detail === "near" || node.artifact?.node.origin === "asserted" ? <Seal node={node} /> : null}
      </button>
      {node.isFocus ? (
        <span className="absolute bottom-full left-0 text-[calc(11px*var(--enlarge))] leading-tight font-semibold text-accent-text">
          Focus
        </span>
      ) : null}
      {node.doubt ? <DoubtMark detail={detail} doubt={node.doubt} isFocus={node.isFocus} /> : null}
      {SIDES.map((side) => (
        <CaretButton
          caret={node.carets[side]}
          isPending={pending[side]}
          key={side}
          node={node}
          onPress={() => acts.onCaret(node.key, side)}
          side={side}
        />
      ))}
    </div>
  );
}
