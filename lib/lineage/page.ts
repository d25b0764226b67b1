import { z } from "zod";
import { RELATIONSHIP_TYPES, relationship } from "@/graph-schema/catalogue";
import { ORIGINS } from "@/graph-schema/envelope";
import { ARTIFACT_TYPES, type ArtifactType, ArtifactTypeName, type Ref, refKey } from "@/graph-schema/names";
import { Stamp } from "@/graph-schema/values";
import type { LineageEdge, LineageNode } from "@/lib/contract/reply";
import { WaitingRow } from "@/lib/ledger/asOf";
import { downstreamTotals } from "./neighbours";
import { StoredArtifact } from "./summary";

/** A relationship towards the artifact `type`, `id`, which came before whatever has it. */
const Edge = z
  .tuple([z.enum(RELATIONSHIP_TYPES), ArtifactTypeName, z.string(), z.string().nullable(), z.enum(ORIGINS), z.string()])
  .transform(([rel, type, id, role, origin, eventId]) => ({ rel, type, id, role, origin, eventId }));
type Edge = z.infer<typeof Edge>;

/** One artifact of a page of a walk; what the whole walk has in common stands in every row. */
export const PageRow = WaitingRow.extend({
  asOf: Stamp,
  position: z.int().nullable(),
  total: z.int(),
  start: z.int(),
  more: z.boolean(),
  place: z.int(),
  artifact: StoredArtifact,
  edges: z.array(Edge),
  plain: z.array(z.int()),
  mixed: z.array(z.tuple([ArtifactTypeName, z.int()])),
});
export type PageRow = z.infer<typeof PageRow>;

export const BridgeRow = z.object({ ofType: ArtifactTypeName, ofId: z.string(), edge: Edge });

/** The relationship `edge` of the artifact `of`, as it is stored. */
export function lineageEdge(of: Ref, { rel, type, id, role, origin, eventId }: Edge): LineageEdge {
  const [late, early] = [
    { type: of.type, id: of.id },
    { type, id },
  ];
  const { upstream } = relationship(rel);
  const ends = upstream === "to" ? { from: late, to: early } : { from: early, to: late };
  return { rel, ...ends, upstream, role, origin, eventId };
}

type Counts = Map<ArtifactType, number>;

function countTypes(refs: Iterable<Ref>): Counts {
  const counts: Counts = new Map();
  for (const { type } of refs) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

/** What there is more than is shown, by type in lane order. */
function hidden(totals: Counts, shown: Counts) {
  return ARTIFACT_TYPES.flatMap((type) => {
    const count = (totals.get(type) ?? 0) - (shown.get(type) ?? 0);
    return count > 0 ? [{ type, count }] : [];
  });
}

function distinct(refs: readonly Ref[]): Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

function place(row: PageRow): Pick<LineageNode, "hops" | "side"> {
  const side = row.place % 2 === 0 ? "upstream" : "downstream";
  return { hops: Math.floor(row.place / 2), side: row.place === 0 ? "focus" : side };
}

/**
 * The nodes and edges of one page. An edge is drawn where both of its ends are on the page; every other neighbour is
 * counted at the end that is.
 */
export function pageOf(rows: readonly PageRow[]): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const isShown = new Set(rows.map(({ artifact }) => refKey(artifact)));
  const later = new Map<string, Ref[]>();
  const edges: LineageEdge[] = [];
  for (const { artifact, edges: own } of rows) {
    for (const edge of own.filter((each) => isShown.has(refKey(each)))) {
      edges.push(lineageEdge(artifact, edge));
      later.set(refKey(edge), [...(later.get(refKey(edge)) ?? []), artifact]);
    }
  }
  const nodes = rows.map((row): LineageNode => {
    const earlier = distinct(row.edges);
    const shownEarlier = earlier.filter((each) => isShown.has(refKey(each)));
    const shownLater = distinct(later.get(refKey(row.artifact)) ?? []);
    return {
      ...row.artifact,
      ...place(row),
      unseen: {
        upstream: hidden(countTypes(earlier), countTypes(shownEarlier)),
        downstream: hidden(downstreamTotals(row.plain, row.mixed), countTypes(shownLater)),
      },
    };
  });
  return { nodes, edges };
}
