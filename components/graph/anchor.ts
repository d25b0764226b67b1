import type { Drawing, DrawnNode } from "./drawing";
import type { Positions } from "./placing";

function broughtBy(node: DrawnNode): string | undefined {
  return node.cluster?.anchor ?? node.artifact?.from?.key;
}

/** The placed box around which what is new belongs: the one that brought most of it. */
export function anchorOf(drawing: Drawing, placed: Positions): string {
  const counts = new Map<string, number>();
  for (const node of drawing.nodes.values()) {
    const by = broughtBy(node);
    if (!placed.has(node.key) && by !== undefined && placed.has(by)) {
      counts.set(by, (counts.get(by) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? drawing.focus;
}

/** Whether every box of a drawing has its place. */
export function isPlaced(drawing: Drawing, placed: Positions): boolean {
  return [...drawing.nodes.keys()].every((key) => placed.has(key));
}
