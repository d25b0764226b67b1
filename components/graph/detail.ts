/** How much of a box can be read: all of it, its name, or only its mark. */
export type Detail = "near" | "mid" | "far";

/** From here on names stand whole in one line, with the decisive fact below. */
export const NEAR_ZOOM = 0.9;
/** From here on names stand whole, in two lines where they need them. */
export const MID_ZOOM = 0.5;

/** Zooming out shows less of each box, instead of the same in smaller letters. */
export function detailAt(zoom: number): Detail {
  if (zoom >= NEAR_ZOOM) {
    return "near";
  }
  return zoom >= MID_ZOOM ? "mid" : "far";
}

/** By how much letters are enlarged in the drawing so that on the screen they keep their size. */
export function enlargement(zoom: number): number {
  return Math.min(Math.max(1, 1 / zoom), 1 / MID_ZOOM);
}

export interface Extent {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** The boxes whose centres lie in `extent`, widened by `margin`. */
export function within(
  positions: Iterable<readonly [string, { readonly x: number; readonly y: number }]>,
  extent: Extent,
  margin: number,
): string[] {
  const found: string[] = [];
  for (const [key, { x, y }] of positions) {
    if (x > extent.x1 - margin && x < extent.x2 + margin && y > extent.y1 - margin && y < extent.y2 + margin) {
      found.push(key);
    }
  }
  return found;
}
