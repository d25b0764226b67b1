import { z } from "zod";
import { ARTIFACT_TYPES, type Ref } from "@/graph-schema/names";
import { instantOf, type Stamp } from "@/graph-schema/values";
import type { PageOf } from "@/lib/contract/cursor";
import type { LineageQuery } from "@/lib/contract/query";
import type { LineageEdge, LineageReply } from "@/lib/contract/reply";
import { NotFound, UnknownCursor } from "@/lib/errors";
import { type ReadTx, single } from "@/lib/graph/session";
import { waitingAt } from "@/lib/ledger/asOf";
import { settle } from "@/lib/ledger/instance";
import { type Reach, SIDES } from "./cone";
import { type WalkCursor, walkCursorText } from "./cursor";
import { findingsUnder, openAboutBytes, planFindings } from "./findings";
import { BridgeRow, lineageEdge, PageRow, pageOf } from "./page";
import { MENTIONS } from "./queries";
import { bridgesQuery, sizeQuery, walkQuery } from "./walk-query";

/** A walk lists no more than about so many artifacts on one side; then its total is a lower bound. */
const MOST_WALKED = 100_000;

/** Ways with more crossings than that are rare; where one could go on, the walk is repeated with one more. */
const USUAL_CROSSINGS = 1;
const MOST_CROSSINGS = 5;

const LANES = Object.fromEntries(ARTIFACT_TYPES.map((type, lane) => [type, lane]));

export interface AskedWalk extends PageOf<LineageQuery, WalkCursor> {
  readonly project: string;
  readonly focus: Ref;
  /** What is younger is left out; whatever is there by now where it is not said. */
  readonly asOf?: Stamp | undefined;
  /** Where a side is cut off; tests say less than {@link MOST_WALKED}. */
  readonly most?: number;
}

/** What is not asked for is never null: that would be another type of parameter, and another plan. */
function parameters({ project, focus, types, q, limit, cursor, most = MOST_WALKED }: AskedWalk) {
  return {
    project,
    ...focus,
    types: types ?? ARTIFACT_TYPES,
    q: q ?? "",
    limit,
    lanes: LANES,
    most: most + 1,
    asOf: cursor?.asOf ?? 0,
    hops: cursor?.hops ?? -1,
    lane: cursor?.lane ?? -1,
    after: cursor?.id ?? "",
  };
}

function reachesOf({ direction, depth }: AskedWalk): Reach[] {
  const sides = direction === "both" ? SIDES : [direction];
  return sides.map((side) => ({ side, depth, beyond: false }));
}

async function mustExist(tx: ReadTx, { project, focus: { type, id } }: AskedWalk): Promise<void> {
  const rows = await tx.rows(MENTIONS, { project, type, id }, z.object({ mentions: z.int() }));
  if (rows.length === 0) {
    throw new NotFound(`${type} ${id}`);
  }
}

/** As far as everything can be read, and one hop more, of which only a part is. */
async function shortened(tx: ReadTx, asked: AskedWalk, reach: Reach): Promise<Reach> {
  const { type, id } = asked.focus;
  for (let depth = reach.depth; depth >= 0; depth--) {
    const shorter = { ...reach, depth, beyond: depth < reach.depth };
    const [row] = await tx.rows(sizeQuery(shorter), parameters(asked), z.object({ size: z.int() }));
    if (row && row.size <= (asked.most ?? MOST_WALKED)) {
      return shorter;
    }
  }
  throw new Error(`a walk of no hops from ${type} ${id} found more than one artifact`);
}

interface Walked {
  readonly reaches: readonly Reach[];
  readonly crossings: number;
  readonly rows: readonly PageRow[];
}

async function walked(tx: ReadTx, asked: AskedWalk): Promise<Walked> {
  let reaches = reachesOf(asked);
  let crossings = USUAL_CROSSINGS;
  let asOf = asked.cursor?.asOf ?? asked.asOf;
  const again = () => tx.rows(walkQuery(reaches, crossings), { ...parameters(asked), asOf: asOf ?? 0 }, PageRow);
  let rows = await again();
  if (rows.length === 0) {
    await mustExist(tx, asked);
    asOf ??= await settle(tx);
    rows = await again();
  }
  if (rows.length === 0) {
    reaches = await Promise.all(reaches.map((reach) => shortened(tx, asked, reach)));
    rows = await again();
  }
  asOf ??= rows[0]?.asOf;
  while (rows[0]?.more && crossings < MOST_CROSSINGS) {
    crossings += 1;
    rows = await again();
  }
  return { reaches, crossings, rows };
}

/** The edges between this page and those before it. On a first page there are none. */
async function bridges(tx: ReadTx, asked: AskedWalk, { reaches, crossings }: Walked): Promise<LineageEdge[]> {
  if (!asked.cursor) {
    return [];
  }
  const rows = await tx.rows(bridgesQuery(reaches, crossings), parameters(asked), BridgeRow);
  return rows.map(({ ofType, ofId, edge }) => lineageEdge({ type: ofType, id: ofId }, edge));
}

/**
 * What lies upstream, downstream or on both sides of an artifact, nearest first, then by kind and id. The pages of one
 * walk speak as of the same moment: the record only grows, so what is younger is left out.
 */
export async function walk(asked: AskedWalk, tx: ReadTx = single): Promise<LineageReply> {
  const [found, open] = await Promise.all([walked(tx, asked), openAboutBytes(tx, asked.project)]);
  const { rows } = found;
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) {
    throw new UnknownCursor(`no page of this walk is behind ${asked.cursor?.id ?? "its focus"}`);
  }
  const { nodes, edges } = pageOf(rows);
  const isCut = found.reaches.some(({ beyond }) => beyond);
  const { asOf, total } = first;
  const hasMore = first.start + rows.length < total;
  const { type, id } = last.artifact;
  const end = { asOf, hops: Math.floor(last.place / 2), lane: ARTIFACT_TYPES.indexOf(type), id };
  return {
    focus: asked.focus,
    direction: asked.direction,
    depth: asked.depth,
    nodes,
    edges: [...edges, ...(await bridges(tx, asked, found))],
    findings: await findingsUnder(tx, asked.project, open, nodes),
    total,
    totalIs: isCut ? "at_least" : "exact",
    truncated: isCut || rows.length < total,
    cursor: hasMore ? walkCursorText(end) : null,
    asOf: { position: first.position, stamp: asOf, at: instantOf(asOf), ...waitingAt(first) },
  };
}

/**
 * Lets the database plan the walks that people begin with, which takes it longer than to run them: they find nothing,
 * in a project that cannot exist, so nobody sees anything.
 */
export async function planUsualWalks(): Promise<void> {
  for (const direction of ["both", ...SIDES] as const) {
    const focus = { type: "model", id: "-" } as const;
    const asked = { project: "-", focus, direction, depth: 1, types: undefined, q: undefined, limit: 1 };
    await single.rows(walkQuery(reachesOf(asked), USUAL_CROSSINGS), parameters(asked), PageRow);
  }
  await planFindings(single);
}
