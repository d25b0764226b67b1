import type { ArtifactType } from "@/graph-schema/names";
import type { Side, Walk, WalkNode } from "./walk";

/** More like siblings than this stand together in one card. */
export const MOST_SINGLE_SIBLINGS = 5;

/** Like siblings: artifacts of one kind that one expansion brought. */
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

export function clusterKey(anchor: string, side: Side, type: ArtifactType): string {
  return `cluster ${side} ${type} ${anchor}`;
}

function siblingGroups(walk: Walk): Map<string, WalkNode[]> {
  const groups = new Map<string, WalkNode[]>();
  for (const sibling of walk.nodes.values()) {
    if (sibling.from) {
      const key = clusterKey(sibling.from.key, sibling.from.side, sibling.node.type);
      const group = groups.get(key);
      if (group) {
        group.push(sibling);
      } else {
        groups.set(key, [sibling]);
      }
    }
  }
  return groups;
}

/**
 * Gathers like siblings into cards. Who was taken out by hand, or has expansions of their own, stays single; how many
 * those are does not dissolve the card, so nothing else moves when one member is taken out.
 */
export function clustersOf(walk: Walk, isSingle: (key: string) => boolean): Cluster[] {
  const clusters: Cluster[] = [];
  for (const [key, siblings] of siblingGroups(walk)) {
    const from = siblings[0]?.from;
    const type = siblings[0]?.node.type;
    if (!from || !type) {
      continue;
    }
    const known = walk.totals.get(from.key)?.[from.side].get(type) ?? 0;
    const total = Math.max(known, siblings.length);
    const members = siblings.filter((sibling) => !isSingle(sibling.key)).map((sibling) => sibling.key);
    if (total > MOST_SINGLE_SIBLINGS && members.length > 0) {
      const single = siblings.length - members.length;
      clusters.push({ key, anchor: from.key, side: from.side, type, members, single, total });
    }
  }
  return clusters;
}
