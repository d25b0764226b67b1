import ELK from "elkjs/lib/elk.bundled.js";
import type { ElkNode } from "elkjs/lib/elk-api";
import { type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import type { LineageEdge } from "@/lib/contract/reply";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { kindName } from "../words";
import { FONTS, type Paper } from "./paper";

const BOX = { width: 132, height: 34 };
/** More boxes than that cannot be read on a page; the table of artifacts has all. */
const MOST_DRAWN = 40;

/** What was made and run. Decisions about it stand in their table. */
const DRAWN: readonly ArtifactType[] = [
  "dataset_version",
  "commit",
  "environment",
  "build",
  "run",
  "model",
  "model_version",
  "deployment",
  "prediction",
];

interface Placed {
  readonly ref: Ref;
  readonly x: number;
  readonly y: number;
}

/** How far each artifact is from the focus over the edges, whichever way these point. */
function hopsFrom(focus: Ref, edges: readonly LineageEdge[]): ReadonlyMap<string, number> {
  const hops = new Map([[refKey(focus), 0]]);
  for (const [key, count] of hops) {
    for (const { from, to } of edges) {
      const [a, b] = [refKey(from), refKey(to)];
      const next = a === key ? b : b === key ? a : undefined;
      if (next !== undefined && !hops.has(next)) {
        hops.set(next, count + 1);
      }
    }
  }
  return hops;
}

/** Left is what came first. */
function ends({ from, to, upstream }: LineageEdge): [string, string] {
  return upstream === "from" ? [refKey(from), refKey(to)] : [refKey(to), refKey(from)];
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function drawn({ focus, artifacts, edges }: RecordedLineage) {
  const hops = hopsFrom(focus, edges);
  const far = (ref: Ref) => hops.get(refKey(ref)) ?? Number.MAX_SAFE_INTEGER;
  const kept = artifacts
    .filter(({ type }) => DRAWN.includes(type))
    .sort((a, b) => far(a) - far(b) || (refKey(a) < refKey(b) ? -1 : 1))
    .slice(0, MOST_DRAWN);
  const keys = new Set(kept.map(refKey));
  return { kept, lines: edges.filter(({ from, to }) => keys.has(refKey(from)) && keys.has(refKey(to))) };
}

/** Draws where the artifact came from and where it went: left to right in the order of time, with no more than can be read. */
export async function drawLineage(paper: Paper, recorded: RecordedLineage): Promise<void> {
  const { kept, lines } = drawn(recorded);
  const graph: ElkNode = {
    id: "lineage",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.layered.spacing.nodeNodeBetweenLayers": "38",
      "elk.spacing.nodeNode": "12",
    },
    children: kept.map((ref) => ({ id: refKey(ref), ...BOX })),
    edges: lines.map((edge, at) => {
      const [source, target] = ends(edge);
      return { id: `${at}`, sources: [source], targets: [target] };
    }),
  };
  const laid = await new ELK().layout(graph);
  const placed = new Map(
    kept.map((ref): [string, Placed] => {
      const { x = 0, y = 0 } = laid.children?.find(({ id }) => id === refKey(ref)) ?? {};
      return [refKey(ref), { ref, x, y }];
    }),
  );
  const said = lines.map(({ from, rel, to }) => `${from.id} ${rel} ${to.id}`).join("; ");
  const alt = `Lineage of ${recorded.focus.id}, left to right: ${said || "nothing else is recorded"}.`;
  paper.figure({ width: (laid.width ?? 0) + 2, height: (laid.height ?? 0) + 2, alt }, (doc) => {
    for (const edge of lines) {
      drawLine(doc, placed, ends(edge));
    }
    for (const each of placed.values()) {
      drawBox(doc, each, refKey(each.ref) === refKey(recorded.focus));
    }
  });
  const left = recorded.artifacts.length - kept.length;
  paper.note(
    `Left is what came first. ${left > 0 ? `${left} more artifacts (decisions, attestations, reports and what is farther away) stand in the tables.` : ""}`,
  );
}

function drawLine(doc: PDFKit.PDFDocument, placed: ReadonlyMap<string, Placed>, [from, to]: [string, string]): void {
  const [a, b] = [placed.get(from), placed.get(to)];
  if (!a || !b) {
    return;
  }
  const start = { x: a.x + BOX.width, y: a.y + BOX.height / 2 };
  const end = { x: b.x, y: b.y + BOX.height / 2 };
  const middle = (start.x + end.x) / 2;
  doc.lineWidth(0.8).strokeColor("#8c959f");
  doc.moveTo(start.x, start.y).bezierCurveTo(middle, start.y, middle, end.y, end.x, end.y).stroke();
  doc
    .fillColor("#8c959f")
    .polygon([end.x, end.y], [end.x - 5, end.y - 2.5], [end.x - 5, end.y + 2.5])
    .fill();
}

function drawBox(doc: PDFKit.PDFDocument, { ref, x, y }: Placed, isFocus: boolean): void {
  doc.lineWidth(isFocus ? 1.6 : 0.8);
  doc
    .roundedRect(x, y, BOX.width, BOX.height, 4)
    .fillAndStroke(isFocus ? "#ddf4ff" : "#ffffff", isFocus ? "#0550ae" : "#57606a");
  const place = { width: BOX.width - 12, lineBreak: false };
  doc
    .font(FONTS.body)
    .fontSize(6.5)
    .fillColor("#57606a")
    .text(kindName(ref.type), x + 6, y + 6, place);
  doc
    .font(FONTS.bold)
    .fontSize(8)
    .fillColor("#1b1f24")
    .text(short(ref.id, 22), x + 6, y + 17, place);
}
