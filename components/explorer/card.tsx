"use client";

import { ChevronLeft, ChevronRight, CircleCheck, Loader, MessageSquareQuote, Minus } from "lucide-react";
import type { MouseEvent } from "react";
import type { Cluster } from "@/components/graph/clusters";
import type { Detail } from "@/components/graph/detail";
import type { Caret, DrawnNode } from "@/components/graph/drawing";
import { nameOf } from "@/components/graph/elements";
import { boxHeight, NODE_WIDTH } from "@/components/graph/layout-input";
import type { Point } from "@/components/graph/placing";
import { SIDES, type Side } from "@/components/graph/walk";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { KINDS, kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";

const MOST_NAME = 22;
const MOST_COUNT = 9_999;

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

/** What the box says to those who hear it. */
function spoken(node: DrawnNode, fact: string | null): string {
  const hidden = SIDES.filter((side) => node.carets[side].hidden > 0 && !node.carets[side].isOpen).map(
    (side) => `${node.carets[side].hidden.toLocaleString("en")} more ${side}`,
  );
  const kind = node.cluster ? "group" : KINDS[node.type].one;
  const origin = node.artifact?.node.origin === "asserted" ? "asserted, not verified" : null;
  return [node.isFocus ? "focus" : null, kind, nameOf(node), fact, origin, ...hidden].filter(Boolean).join(", ");
}

function factOf(node: DrawnNode): string | null {
  const { cluster, artifact } = node;
  if (cluster) {
    return `${cluster.single.toLocaleString("en")} of ${cluster.total.toLocaleString("en")} shown`;
  }
  return artifact ? decisiveFact(artifact.node) : null;
}

function Seal({ node }: { node: DrawnNode }) {
  const origin = node.artifact?.node.origin;
  if (!origin) {
    return null;
  }
  return origin === "acted" ? (
    <CircleCheck aria-label="acted here" className="absolute top-1.5 right-1.5 text-ink-faint" size={12} />
  ) : (
    <MessageSquareQuote
      aria-label="asserted, not verified"
      className="absolute top-1.5 right-1.5 text-warn"
      size={12}
    />
  );
}

/** One artifact, or one group of like siblings, as a box of fixed size over the canvas. */
export function Card({ node, at, detail, isChosen, isDim, pending, ...acts }: CardProps) {
  const height = boxHeight(node);
  const fact = factOf(node);
  const border = node.isFocus
    ? "border-accent outline-2 -outline-offset-1 outline-accent"
    : isChosen
      ? "border-ink"
      : "border-line-strong";
  return (
    <div
      className={`absolute transition-opacity delay-75 duration-150 ${isDim ? "opacity-25" : ""}`}
      style={{ left: at.x - NODE_WIDTH / 2, top: at.y - height / 2, width: NODE_WIDTH, height }}
    >
      <button
        aria-label={spoken(node, fact)}
        aria-pressed={isChosen}
        className={`pointer-events-auto relative flex size-full items-center gap-2 rounded-md border bg-panel px-2.5 text-left hover:bg-raised ${border} ${isChosen ? "bg-raised" : ""}`}
        data-key={node.key}
        onClick={(event) => acts.onPress(node.key, event.detail)}
        onMouseEnter={() => acts.onHover(node.key)}
        onMouseLeave={() => acts.onHover(null)}
        tabIndex={isChosen ? 0 : -1}
        type="button"
      >
        {node.cluster ? <Stack /> : null}
        <KindIcon size={26} type={node.type} />
        {node.cluster ? (
          <GroupWords cluster={node.cluster} detail={detail} />
        ) : (
          <Words detail={detail} fact={fact} node={node} />
        )}
        <Seal node={node} />
      </button>
      {node.isFocus ? (
        <span className="absolute bottom-full left-0 text-[calc(11px*var(--enlarge))] leading-tight font-semibold text-accent-text">
          Focus
        </span>
      ) : null}
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

interface WordsProps {
  node: DrawnNode;
  fact: string | null;
  detail: Detail;
}

const NAME = "truncate text-[calc(13px*var(--enlarge))] font-semibold";
const SMALL = "truncate text-[calc(11.5px*var(--enlarge))] text-ink-soft";

function Words({ node, fact, detail }: WordsProps) {
  return (
    <span className="flex min-w-0 grow flex-col pr-3 leading-tight">
      <bdi className={NAME}>{shortId(nameOf(node), MOST_NAME)}</bdi>
      {detail === "near" ? <span className={SMALL}>{fact ?? kindTitle(node.type)}</span> : null}
    </span>
  );
}

function GroupWords({ cluster, detail }: { cluster: Cluster; detail: Detail }) {
  return (
    <span className="flex min-w-0 grow flex-col leading-tight">
      <span className={NAME}>{cluster.total.toLocaleString("en")}</span>
      <span className={SMALL}>{KINDS[cluster.type].many}</span>
      {detail === "near" ? <span className={SMALL}>{cluster.single.toLocaleString("en")} of them shown</span> : null}
    </span>
  );
}

/** The edges of further cards below, so that a group is not taken for one artifact. */
function Stack() {
  return (
    <>
      <span className="absolute inset-x-1.5 -bottom-1 h-1 rounded-b-md border border-t-0 border-line-strong bg-panel" />
      <span className="absolute inset-x-3 -bottom-2 h-1 rounded-b-md border border-t-0 border-line-strong bg-panel" />
    </>
  );
}

interface CaretButtonProps {
  caret: Caret;
  side: Side;
  node: DrawnNode;
  isPending: boolean;
  onPress: () => void;
}

function caretLabel({ caret, side, node }: Pick<CaretButtonProps, "caret" | "side" | "node">): string {
  const name = nameOf(node);
  if (caret.isOpen) {
    const more = caret.hidden > 0 ? `; ${caret.hidden.toLocaleString("en")} are not shown` : "";
    return `Collapse ${side} of ${name}${more}`;
  }
  return `Expand ${caret.hidden.toLocaleString("en")} ${side} of ${name}`;
}

/** Opens or folds one side of a box; says how many artifacts are out of view there. */
function CaretButton({ caret, side, node, isPending, onPress }: CaretButtonProps) {
  if (node.cluster || (caret.hidden === 0 && !caret.isOpen)) {
    return null;
  }
  const isUp = side === "upstream";
  const Icon = isUp ? ChevronLeft : ChevronRight;
  function press(event: MouseEvent) {
    event.stopPropagation();
    onPress();
  }
  return (
    <>
      {caret.hidden > 0 && !caret.isOpen ? (
        <span
          aria-hidden="true"
          className={`absolute top-1/2 h-px w-6 from-line-strong to-transparent ${isUp ? "right-full bg-linear-to-l" : "left-full bg-linear-to-r"}`}
        />
      ) : null}
      <button
        aria-label={caretLabel({ caret, side, node })}
        className={`pointer-events-auto absolute top-1/2 flex h-[calc(18px*var(--enlarge))] -translate-y-1/2 items-center gap-0.5 rounded-full border border-line-strong bg-panel px-1 text-[calc(10.5px*var(--enlarge))] font-medium text-ink-soft hover:bg-ink hover:text-panel ${isUp ? "right-full -mr-2.5 flex-row" : "left-full -ml-2.5 flex-row-reverse"}`}
        onClick={press}
        tabIndex={-1}
        type="button"
      >
        {isPending ? (
          <Loader aria-hidden="true" className="animate-spin" size={11} />
        ) : caret.isOpen ? (
          <Minus aria-hidden="true" size={11} />
        ) : (
          <Icon aria-hidden="true" size={11} />
        )}
        {caret.isOpen ? null : <span>{caret.hidden > MOST_COUNT ? "9,999+" : caret.hidden.toLocaleString("en")}</span>}
      </button>
    </>
  );
}
