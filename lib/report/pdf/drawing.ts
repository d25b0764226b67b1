import ELK from "elkjs/lib/elk.bundled.js";
import type { ElkNode, ElkPoint } from "elkjs/lib/elk-api";
import { type ArtifactType, type Ref, refKey } from "@/graph-schema/names";
import type { LineageEdge } from "@/lib/contract/reply";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { kindName } from "../words";
import { drawn, FONTS } from "./fonts";
import type { Paper } from "./paper";
import { INK, MUTED } from "./style";

const BOX = { width: 132, height: 34 };
/** More boxes than the first, and as many as it takes to read them; the table of artifacts has all. */
const MOST_DRAWN = [40, 24, 16, 10] as const;
/** Text that is drawn smaller than that share of its size is not read any more. */
const READABLE = 0.75;
const WAYS = ["RIGHT", "DOWN"] as const;
type Way = (typeof WAYS)[number];

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

function nearest({ focus, artifacts, edges }: RecordedLineage, most: number) {
  const hops = hopsFrom(focus, edges);
  const far = (ref: Ref) => hops.get(refKey(ref)) ?? Number.MAX_SAFE_INTEGER;
  const kept = artifacts
    .filter(({ type }) => DRAWN.includes(type))
    .sort((a, b) => far(a) - far(b) || (refKey(a) < refKey(b) ? -1 : 1))
    .slice(0, most);
  const keys = new Set(kept.map(refKey));
  return { kept, lines: edges.filter(({ from, to }) => keys.has(refKey(from)) && keys.has(refKey(to))) };
}

interface Laid {
  readonly way: Way;
  readonly kept: readonly Ref[];
  readonly lines: readonly LineageEdge[];
  readonly graph: ElkNode;
}

/** The corners of each line of a layout, its ends among them. */
export function linesIn({ edges = [] }: ElkNode): ElkPoint[][] {
  return edges.flatMap(({ sections = [] }) =>
    sections.map(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]),
  );
}

/** Places boxes, and leads lines around them in right angles. */
export async function laid(recorded: RecordedLineage, most: number, way: Way): Promise<Laid> {
  const { kept, lines } = nearest(recorded, most);
  const graph = await new ELK().layout({
    id: "lineage",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": way,
      "elk.layered.spacing.nodeNodeBetweenLayers": "38",
      "elk.spacing.nodeNode": "12",
    },
    children: kept.map((ref) => ({ id: refKey(ref), ...BOX })),
    edges: lines.map((edge, at) => {
      const [source, target] = ends(edge);
      return { id: `${at}`, sources: [source], targets: [target] };
    }),
  });
  return { way, kept, lines, graph };
}

/** As much as can be read, from left to right or from top to bottom, whichever is larger on the page. */
async function readable(paper: Paper, recorded: RecordedLineage): Promise<Laid> {
  const scaleOf = ({ graph: { width = 0, height = 0 } }: Laid) => paper.scaleOf(width, height);
  let best: Laid | undefined;
  for (const most of MOST_DRAWN) {
    const ways = await Promise.all(WAYS.map((way) => laid(recorded, most, way)));
    const [across, down] = ways;
    best = across && down && scaleOf(down) > scaleOf(across) ? down : across;
    if (best && scaleOf(best) >= READABLE) {
      return best;
    }
  }
  return best ?? laid(recorded, 1, "RIGHT");
}

/** Writes the part that draws where the artifact came from and where it went, in the order of time, with no more than can be read. */
export async function drawLineage(paper: Paper, recorded: RecordedLineage): Promise<void> {
  const { way, kept, lines, graph } = await readable(paper, recorded);
  const { width = 0, height = 0 } = graph;
  paper.section("Lineage", height * paper.scaleOf(width, height));
  const placed = new Map(
    kept.map((ref): [string, Placed] => {
      const { x = 0, y = 0 } = graph.children?.find(({ id }) => id === refKey(ref)) ?? {};
      return [refKey(ref), { ref, x, y }];
    }),
  );
  const said = lines.map(({ from, rel, to }) => `${from.id} ${rel} ${to.id}`).join("; ");
  const order = way === "RIGHT" ? "left to right" : "top to bottom";
  const alt = `Lineage of ${recorded.focus.id}, ${order}: ${said || "nothing else is recorded"}.`;
  paper.figure({ width: width + 2, height: height + 2, alt }, (doc) => {
    for (const points of linesIn(graph)) {
      drawLine(doc, points);
    }
    for (const each of placed.values()) {
      drawBox(doc, each, refKey(each.ref) === refKey(recorded.focus));
    }
  });
  const left = recorded.artifacts.length - kept.length;
  paper.note(
    `${way === "RIGHT" ? "Left" : "Above"} is what came first. ${left > 0 ? `${left} more artifacts (decisions, attestations, reports and what is farther away) stand in the tables.` : ""}`,
  );
}

/** A line around the boxes, as the layout led it, with the head of an arrow at its end. */
function drawLine(doc: PDFKit.PDFDocument, points: readonly ElkPoint[]): void {
  const [before, end] = points.slice(-2);
  if (!before || !end) {
    return;
  }
  doc.lineWidth(0.8).strokeColor("#8c959f").fillColor("#8c959f");
  doc.moveTo(points[0]?.x ?? 0, points[0]?.y ?? 0);
  for (const { x, y } of points.slice(1)) {
    doc.lineTo(x, y);
  }
  doc.stroke();
  const [dx, dy] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)];
  const [x, y] = [end.x - 5 * dx, end.y - 5 * dy];
  doc.polygon([end.x, end.y], [x - 2.5 * dy, y - 2.5 * dx], [x + 2.5 * dy, y + 2.5 * dx]).fill();
}

function drawBox(doc: PDFKit.PDFDocument, { ref, x, y }: Placed, isFocus: boolean): void {
  doc.lineWidth(isFocus ? 1.6 : 0.8);
  doc
    .roundedRect(x, y, BOX.width, BOX.height, 4)
    .fillAndStroke(isFocus ? "#ddf4ff" : "#ffffff", isFocus ? "#0550ae" : MUTED);
  const place = { width: BOX.width - 12, lineBreak: false };
  doc
    .font(FONTS.body)
    .fontSize(6.5)
    .fillColor(MUTED)
    .text(kindName(ref.type), x + 6, y + 6, place);
  doc
    .font(FONTS.bold)
    .fontSize(8)
    .fillColor(INK)
    .text(short(drawn(doc, ref.id, FONTS.bold), 22), x + 6, y + 17, place);
}
