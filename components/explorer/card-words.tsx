import { CircleCheck, MessageSquareQuote, OctagonAlert, TriangleAlert } from "lucide-react";
import type { Cluster } from "@/components/graph/clusters";
import type { Detail } from "@/components/graph/detail";
import { DOUBT_WORDS, type Doubt } from "@/components/graph/doubt";
import type { DrawnNode } from "@/components/graph/drawing";
import { nameOf } from "@/components/graph/elements";
import { SIDES } from "@/components/graph/walk";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { KINDS, kindTitle } from "@/components/kind/kind";

const LETTERS = "text-[calc(12px*var(--enlarge))] font-semibold";
const NAME = `truncate ${LETTERS}`;
/** As many letters of the end stay beside as many of the beginning as there is room for. */
const TAIL = 4;
const SMALL = "truncate text-[calc(11.5px*var(--enlarge))] text-ink-soft";

function factOf(node: DrawnNode): string | null {
  const { cluster, artifact } = node;
  if (cluster) {
    return `${cluster.single.toLocaleString("en")} of ${cluster.total.toLocaleString("en")} shown`;
  }
  return artifact ? decisiveFact(artifact.node) : null;
}

/** What the box says to those who hear it. */
export function spoken(node: DrawnNode): string {
  const hidden = SIDES.filter((side) => node.carets[side].hidden > 0 && !node.carets[side].isOpen).map(
    (side) => `${node.carets[side].hidden.toLocaleString("en")} more ${side}`,
  );
  const kind = node.cluster ? "group" : KINDS[node.type].one;
  const origin = node.artifact?.node.origin === "asserted" ? "asserted, not verified" : null;
  const doubt = node.doubt ? DOUBT_WORDS[node.doubt.is] : null;
  return [node.isFocus ? "focus" : null, kind, nameOf(node), factOf(node), origin, doubt, ...hidden]
    .filter(Boolean)
    .join(", ");
}

/**
 * Above a box: its bytes are in doubt, or those of something on which it rests. It stands between the carets of the box above, on a
 * ground of its own where lines run through it, and says it without words where boxes are small.
 */
export function DoubtMark({ doubt, detail, isFocus }: { doubt: Doubt; detail: Detail; isFocus: boolean }) {
  const isFound = doubt.is === "found";
  const Icon = isFound ? OctagonAlert : TriangleAlert;
  return (
    <span
      className={`absolute bottom-full mb-0.5 ${isFocus && detail === "near" ? "right-0" : "left-1/2 -translate-x-1/2"} inline-flex items-center gap-0.5 rounded-sm bg-panel/85 px-0.5 text-[calc(11px*var(--enlarge))] leading-tight font-semibold whitespace-nowrap ${isFound ? "text-bad" : "text-warn"}`}
    >
      <Icon aria-hidden="true" className="size-[1em] shrink-0" />
      {detail === "near" ? DOUBT_WORDS[doubt.is] : null}
    </span>
  );
}

/** How the record came to be, in the corner of its box. */
export function Seal({ node }: { node: DrawnNode }) {
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

/** The edges of further cards below, so that a group is not taken for one artifact. */
export function Stack() {
  return (
    <>
      <span className="absolute inset-x-1.5 -bottom-1 h-1 rounded-b-md border border-t-0 border-line-strong bg-panel" />
      <span className="absolute inset-x-3 -bottom-2 h-1 rounded-b-md border border-t-0 border-line-strong bg-panel" />
    </>
  );
}

/** Name and decisive fact; from further away, the name alone. */
export function Words({ node, detail }: { node: DrawnNode; detail: Detail }) {
  if (node.cluster) {
    return <GroupWords cluster={node.cluster} detail={detail} />;
  }
  const name = nameOf(node);
  return (
    <span className={`flex min-w-0 grow flex-col leading-tight ${detail === "near" ? "pr-3" : ""}`}>
      <Name text={name} />
      {detail === "near" ? <span className={SMALL}>{factOf(node) ?? kindTitle(node.type)}</span> : null}
    </span>
  );
}

/** A name in one line, shortened in its middle by as much as the box is too narrow. */
function Name({ text }: { text: string }) {
  const letters = Array.from(text);
  const isShort = letters.length <= 2 * TAIL;
  return (
    <bdi className={`flex min-w-0 whitespace-pre ${LETTERS}`} dir="auto" title={text}>
      <span className="truncate">{letters.slice(0, isShort ? undefined : -TAIL).join("")}</span>
      {isShort ? null : <span className="shrink-0">{letters.slice(-TAIL).join("")}</span>}
    </bdi>
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
