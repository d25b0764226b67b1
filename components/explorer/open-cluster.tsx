"use client";

import { ClusterPanel } from "./cluster-panel";
import type { Exploring } from "./explorer";

/** The list behind the card that is open, if one is. */
export function OpenCluster({ exploring }: { exploring: Exploring }) {
  const { openCluster, drawing, project, view } = exploring;
  const cluster = openCluster === null ? null : drawing.nodes.get(openCluster)?.cluster;
  if (!cluster) {
    return null;
  }
  const step = { key: cluster.anchor, side: cluster.side };
  return (
    <ClusterPanel
      cluster={cluster}
      key={cluster.key}
      onClose={exploring.leave}
      onPull={(key) => exploring.act({ do: "pull", pulled: { step, key } })}
      onPutBack={(key) => exploring.act({ do: "put back", key })}
      project={project}
      pulled={view.pulled}
    />
  );
}
