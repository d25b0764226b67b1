import type { Point, Positions } from "./placing";

export type Direction = "left" | "right" | "up" | "down";

/** A box beside the straight line counts as further away than one on it. */
const ASIDE = 2;

function offset(from: Point, to: Point, direction: Direction): { along: number; aside: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  switch (direction) {
    case "left":
      return { along: -dx, aside: Math.abs(dy) };
    case "right":
      return { along: dx, aside: Math.abs(dy) };
    case "up":
      return { along: -dy, aside: Math.abs(dx) };
    case "down":
      return { along: dy, aside: Math.abs(dx) };
  }
}

/** The box that an arrow key leads to from `from`, or null at the edge of the drawing. */
export function nearest(positions: Positions, from: string, direction: Direction): string | null {
  const here = positions.get(from);
  if (!here) {
    return null;
  }
  let best: { key: string; distance: number } | null = null;
  for (const [key, point] of positions) {
    const { along, aside } = offset(here, point, direction);
    const distance = along + ASIDE * aside;
    if (key !== from && along > 1 && (!best || distance < best.distance)) {
      best = { key, distance };
    }
  }
  return best?.key ?? null;
}
