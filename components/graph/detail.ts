/** How much of a box can be read: its name and its decisive fact, or its name. */
export type Detail = "near" | "mid";

/** From here on the decisive fact stands below the name. */
export const NEAR_ZOOM = 0.9;
/** From here on most names stand whole. */
export const MID_ZOOM = 0.6;
/** No drawing is shown smaller: a box without its name tells nothing. What does not fit then is moved into view. */
export const LEAST_ZOOM = 0.44;

/** Zooming out shows less of each box, instead of the same in smaller letters. */
export function detailAt(zoom: number): Detail {
  return zoom >= NEAR_ZOOM ? "near" : "mid";
}

/** By how much letters are enlarged in the drawing so that on the screen they keep their size. */
export function enlargement(zoom: number): number {
  return Math.min(Math.max(1, 1 / zoom), 1 / LEAST_ZOOM);
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
