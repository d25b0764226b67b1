"use client";

import { Crosshair } from "lucide-react";
import { DOUBT_WORDS } from "@/components/graph/doubt";
import type { Drawing, DrawnNode } from "@/components/graph/drawing";
import { edgeText, nameOf } from "@/components/graph/elements";
import { laneOf } from "@/components/graph/layers";
import { SIDES, type Side } from "@/components/graph/walk";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { Button, IconButton } from "@/components/ui/button";
import { CopyRows } from "@/components/ui/copy-rows";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { OriginState, State } from "@/components/ui/state";
import { counted } from "@/lib/contract/amount";

interface LineageTableProps {
  drawing: Drawing;
  /** The row at hand. */
  open: string | null;
  onChoose: (key: string) => void;
  onRefocus: (key: string) => void;
  onCaret: (key: string, side: Side) => void;
}

/** "PRODUCED_BY R678": what joins a box to the boxes on one of its sides. */
function joinedTo(drawing: Drawing, key: string): string {
  return [...drawing.edges.values()]
    .filter(({ target }) => target === key)
    .map((edge) => {
      const source = drawing.nodes.get(edge.source);
      return `${edgeText(edge)} ${source ? nameOf(source) : ""}`;
    })
    .join("; ");
}

function caretColumn(side: Side, onCaret: LineageTableProps["onCaret"]): DataColumn<DrawnNode> {
  const count = (node: DrawnNode) => node.carets[side].hidden;
  return {
    id: side,
    name: side === "upstream" ? "Further up" : "Further down",
    width: 120,
    text: (node) => (node.cluster ? "" : String(count(node))),
    sortBy: count,
    show: (node) => {
      const { hidden, isOpen } = node.carets[side];
      if (node.cluster || (hidden === 0 && !isOpen)) {
        return <span className="text-ink-faint">{node.cluster ? "" : "none"}</span>;
      }
      const does = isOpen ? "Collapse" : `Expand ${hidden.toLocaleString("en")}`;
      return (
        <Button aria-label={`${does} ${side} of ${nameOf(node)}`} onPress={() => onCaret(node.key, side)} size="small">
          {does}
        </Button>
      );
    },
  };
}

const NAME_COLUMNS: readonly DataColumn<DrawnNode>[] = [
  {
    id: "kind",
    name: "Kind",
    width: 190,
    text: ({ type }) => kindTitle(type),
    sortBy: (node) => laneOf(node),
    show: ({ type, isFocus }) => (
      <span className="inline-flex items-center gap-1.5">
        <KindIcon type={type} />
        {kindTitle(type)}
        {isFocus ? <b className="text-2xs text-accent-text">Focus</b> : null}
      </span>
    ),
  },
  {
    id: "id",
    name: "Id",
    isRowHeader: true,
    minWidth: 150,
    text: nameOf,
    sortBy: nameOf,
    show: (node) => (
      <bdi className={`truncate ${node.cluster ? "font-semibold" : "font-mono text-xs"}`}>{nameOf(node)}</bdi>
    ),
  },
  {
    id: "fact",
    name: "Decisive fact",
    minWidth: 140,
    text: ({ artifact }) => (artifact && decisiveFact(artifact.node)) ?? "",
  },
];

const RECORD_COLUMNS: readonly DataColumn<DrawnNode>[] = [
  {
    id: "finding",
    name: "Finding",
    width: 150,
    text: ({ doubt }) => (doubt ? DOUBT_WORDS[doubt.is] : ""),
    sortBy: ({ doubt }) => (doubt ? DOUBT_WORDS[doubt.is] : "~"),
    show: ({ doubt }) =>
      doubt ? (
        <State name={doubt.is === "found" ? "broken" : "warning"}>{DOUBT_WORDS[doubt.is]}</State>
      ) : (
        <span className="text-ink-faint">none open</span>
      ),
  },
  {
    id: "origin",
    name: "Origin",
    width: 176,
    text: ({ artifact }) => artifact?.node.origin ?? "",
    show: ({ artifact }) => (artifact ? <OriginState origin={artifact.node.origin} /> : null),
  },
  {
    id: "recorded",
    name: "Recorded",
    width: MOMENT_PX,
    text: ({ artifact }) => (artifact ? inUtc(artifact.node.recordedAt) : ""),
    sortBy: ({ artifact }) => artifact?.node.stamp ?? 0,
    show: ({ artifact }) => (artifact ? <Moment iso={artifact.node.recordedAt} quiet /> : null),
  },
];

function focusColumn(onRefocus: LineageTableProps["onRefocus"]): DataColumn<DrawnNode> {
  const text = (node: DrawnNode) => (node.cluster || node.isFocus ? "" : `Make ${nameOf(node)} the focus`);
  return {
    id: "focus",
    name: "Focus",
    width: 80,
    isAct: true,
    text,
    show: (node) =>
      text(node) === "" ? null : (
        <IconButton label={text(node)} onPress={() => onRefocus(node.key)}>
          <Crosshair aria-hidden="true" size={14} />
        </IconButton>
      ),
  };
}

function columnsFor({ drawing, onRefocus, onCaret }: LineageTableProps): DataColumn<DrawnNode>[] {
  return [
    ...NAME_COLUMNS,
    { id: "joined", name: "Upstream of it", minWidth: 200, text: ({ key }) => joinedTo(drawing, key) },
    ...SIDES.map((side) => caretColumn(side, onCaret)),
    focusColumn(onRefocus),
    ...RECORD_COLUMNS,
  ];
}

function inLaneOrder(a: DrawnNode, b: DrawnNode): number {
  return laneOf(a) - laneOf(b) || nameOf(a).localeCompare(nameOf(b), "en", { numeric: true });
}

/** The drawing as a table: the same artifacts, the same counts, the same acts. */
export function LineageTable(props: LineageTableProps) {
  const columns = columnsFor(props);
  const rows = [...props.drawing.nodes.values()].sort(inLaneOrder);
  return (
    <>
      <DataTable
        columns={columns}
        empty="Nothing to show."
        keyOf={({ key }) => key}
        label="Lineage as a table"
        onOpen={({ key }) => props.onChoose(key)}
        open={props.open}
        rows={rows}
      />
      <footer className="flex h-10 shrink-0 items-center gap-4 border-t border-line px-4 text-xs text-ink-soft">
        <span>
          {counted(rows.length, "row")}, {counted(props.drawing.edges.size, "join")}
        </span>
        <CopyRows columns={columns} rows={rows} what="rows" />
      </footer>
    </>
  );
}
