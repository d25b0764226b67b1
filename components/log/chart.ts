/** One point of the log's growth. */
export interface GrowthPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly size: number;
}

export interface Growth {
  /** The line, in steps: between two checkpoints nothing is known to have been added. */
  readonly line: string;
  readonly from: GrowthPoint;
  readonly to: GrowthPoint;
}

/** The line of the log's size over time within `width` × `height`; null where there are fewer than two checkpoints. */
export function growthOf(points: readonly GrowthPoint[], width: number, height: number): Growth | null {
  const sorted = points.toSorted((a, b) => a.at - b.at || a.size - b.size);
  const [from, to] = [sorted[0], sorted.at(-1)];
  if (!from || !to || sorted.length < 2) {
    return null;
  }
  const x = ({ at }: GrowthPoint) => round((width * (at - from.at)) / Math.max(1, to.at - from.at));
  const y = ({ size }: GrowthPoint) => round(height - (height * (size - from.size)) / Math.max(1, to.size - from.size));
  const steps = sorted.slice(1).map((point) => `H${x(point)}V${y(point)}`);
  return { line: `M${x(from)} ${y(from)}${steps.join("")}`, from, to };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
