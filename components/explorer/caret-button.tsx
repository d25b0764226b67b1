"use client";

import { ChevronLeft, ChevronRight, Loader, Minus } from "lucide-react";
import type { MouseEvent } from "react";
import type { Caret, DrawnNode } from "@/components/graph/drawing";
import { nameOf } from "@/components/graph/elements";
import type { Side } from "@/components/graph/walk";

const MOST_COUNT = 9_999;

interface CaretButtonProps {
  caret: Caret;
  side: Side;
  node: DrawnNode;
  isPending: boolean;
  onPress: () => void;
}

function labelOf({ caret, side, node }: Pick<CaretButtonProps, "caret" | "side" | "node">): string {
  const name = nameOf(node);
  if (caret.isOpen) {
    return `Collapse ${side} of ${name}`;
  }
  return `Expand ${caret.hidden.toLocaleString("en")} ${side} of ${name}`;
}

/** A line that fades out: something goes on there. */
function Stub({ isUp }: { isUp: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`absolute top-1/2 h-px w-6 from-line-strong to-transparent ${isUp ? "right-full bg-linear-to-l" : "left-full bg-linear-to-r"}`}
    />
  );
}

function Sign({ caret, isUp, isPending }: { caret: Caret; isUp: boolean; isPending: boolean }) {
  if (isPending) {
    return <Loader aria-hidden="true" className="size-[1.05em] animate-spin" />;
  }
  if (caret.isOpen) {
    return <Minus aria-hidden="true" className="size-[1.05em]" />;
  }
  const Icon = isUp ? ChevronLeft : ChevronRight;
  return (
    <>
      <Icon aria-hidden="true" className="size-[1.05em]" />
      <span>{caret.hidden > MOST_COUNT ? "9,999+" : caret.hidden.toLocaleString("en")}</span>
    </>
  );
}

/** Opens or folds one side of a box; says how many artifacts are out of view there. */
export function CaretButton({ caret, side, node, isPending, onPress }: CaretButtonProps) {
  if (node.cluster || (caret.hidden === 0 && !caret.isOpen)) {
    return null;
  }
  const isUp = side === "upstream";
  function press(event: MouseEvent) {
    event.stopPropagation();
    onPress();
  }
  return (
    <>
      {caret.isOpen ? null : <Stub isUp={isUp} />}
      <button
        aria-label={labelOf({ caret, side, node })}
        className={`pointer-events-auto absolute top-full flex h-[calc(18px*var(--enlarge))] -translate-y-2/5 items-center gap-0.5 rounded-full border border-line-strong bg-panel px-1 text-[calc(10.5px*var(--enlarge))] font-medium text-ink-soft hover:bg-ink hover:text-panel ${isUp ? "left-0 flex-row" : "right-0 flex-row-reverse"}`}
        onClick={press}
        tabIndex={-1}
        type="button"
      >
        <Sign caret={caret} isPending={isPending} isUp={isUp} />
      </button>
    </>
  );
}
