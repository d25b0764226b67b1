import type { ArtifactType } from "@/graph-schema/names";
import { type Adjacency, adjacency, type Side, type Walk, type WalkNode } from "./walk";

/** More like siblings than this stand together in one card. */
const MOST_SINGLE_SIBLINGS = 5;

/** Like siblings: artifacts of one kind that one expansion brought, or that it left on the server. */
export interface Cluster {
  readonly key: string;
  readonly anchor: string;
  readonly side: Side;
  readonly type: ArtifactType;
  /** Members that have arrived and stand inside the card. */
  readonly members: readonly string[];
  /** Siblings that stand alone, outside the card. */
  readonly single: number;
  /** How many siblings the server knows. */
  readonly total: number;
}

interface Siblings {
  readonly anchor: string;
  readonly side: Side;
  readonly type: ArtifactType;
  readonly arrived: readonly WalkNode[];
}

function clusterKey(anchor: string, side: Side, type: ArtifactType): string {
  return `cluster ${side} ${type} ${anchor}`;
}

/** Every group of siblings of every open expansion, also those of which none has arrived. */
function siblingGroups(walk: Walk): Siblings[] {
  const arrived = new Map<string, WalkNode[]>();
  for (const sibling of walk.nodes.values()) {
    if (sibling.from) {
      const key = clusterKey(sibling.from.key, sibling.from.side, sibling.node.type);
      const group = arrived.get(key);
      if (group) {
        group.push(sibling);
      } else {
        arrived.set(key, [sibling]);
      }
    }
  }
  return walk.open.flatMap(({ key: anchor, side }) =>
    [...(walk.totals.get(anchor)?.[side].keys() ?? [])].map((type) => ({
      anchor,
      side,
      type,
      arrived: arrived.get(clusterKey(anchor, side, type)) ?? [],
    })),
  );
}

/** How many artifacts of the group the server knows that have not arrived by any way. */
function absentCount(walk: Walk, near: Adjacency, { anchor, side, type }: Siblings): number {
  const known = walk.totals.get(anchor)?.[side].get(type) ?? 0;
  const here = [...(near[side].get(anchor) ?? [])].filter((key) => walk.nodes.get(key)?.node.type === type).length;
  return Math.max(0, known - here);
}

/**
 * Gathers like siblings into cards. Who was taken out by hand, or has expansions of their own, stays single; how many
 * those are does not dissolve the card, so nothing else moves when one member is taken out. What has not arrived has
 * a card too: nothing is left out silently.
 */
export function clustersOf(walk: Walk, isSingle: (key: string) => boolean): Cluster[] {
  const near = adjacency(walk.edges.values());
  return siblingGroups(walk).flatMap((group): Cluster[] => {
    const { anchor, side, type, arrived } = group;
    const absent = absentCount(walk, near, group);
    const total = arrived.length + absent;
    const isMany = total > MOST_SINGLE_SIBLINGS;
    const members = isMany ? arrived.filter(({ key }) => !isSingle(key)).map(({ key }) => key) : [];
    if (members.length + absent === 0) {
      return [];
    }
    const key = clusterKey(anchor, side, type);
    return [{ key, anchor, side, type, members, single: arrived.length - members.length, total }];
  });
}
