import { curveOf, type Span } from "./scale";

/** A metric over time, with what it usually is. */
export interface CurveData {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  readonly baseline: number | null;
  readonly points: readonly { readonly at: string; readonly value: number }[];
}

const FIELD = { width: 1_000, height: 36 };

/** One metric below the lanes, on the same time axis. Its values are in the table as well. */
export function Curve({ curve, span }: { curve: CurveData; span: Span }) {
  const { points, baseline } = curveOf(curve.points, curve.baseline, span, FIELD);
  return (
    <div className="grid grid-cols-[7.5rem_1fr] items-center max-sm:grid-cols-[5.5rem_1fr]">
      <span className="truncate pr-2 font-mono text-xs text-ink-soft" title={curve.says}>
        {curve.name}
      </span>
      <div className="relative h-11 border-b border-line py-1">
        <svg
          aria-label={curve.says}
          className="size-full overflow-visible"
          preserveAspectRatio="none"
          role="img"
          viewBox={`0 0 ${FIELD.width} ${FIELD.height}`}
        >
          {baseline === null ? null : (
            <line
              className="stroke-ink-faint"
              strokeDasharray="4 4"
              vectorEffect="non-scaling-stroke"
              x1={0}
              x2={FIELD.width}
              y1={baseline}
              y2={baseline}
            />
          )}
          <polyline
            className="fill-none stroke-ink"
            points={points.map(({ x, y }) => `${x},${y}`).join(" ")}
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        {points.map(({ x, y, at }) => (
          <span
            aria-hidden="true"
            className="absolute size-1.5 -translate-1/2 rounded-full bg-ink"
            key={at}
            style={{ left: `${(x / FIELD.width) * 100}%`, top: `calc(0.25rem + ${(y / FIELD.height) * 2.25}rem)` }}
          />
        ))}
      </div>
    </div>
  );
}
