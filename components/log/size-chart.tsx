import { inViewersZone } from "@/components/ui/moment-text";
import type { LogReply } from "@/lib/contract/log";
import { growthOf } from "./chart";

const WIDTH = 720;
const HEIGHT = 72;

/** The log's size over time, as far as the listed checkpoints tell. */
export function SizeChart({ checkpoints }: Pick<LogReply, "checkpoints">) {
  const points = checkpoints.map(({ recordedAt, size }) => ({ at: Date.parse(recordedAt), size }));
  const growth = growthOf(points, WIDTH, HEIGHT);
  if (!growth) {
    return null;
  }
  const { line, from, to } = growth;
  const [first, last] = [from, to].map(({ at }) => inViewersZone(new Date(at).toISOString()));
  return (
    <figure className="flex flex-col gap-1">
      <div className="flex gap-2">
        <div className="flex w-14 shrink-0 flex-col justify-between text-right text-2xs leading-none text-ink-faint">
          <span>{to.size.toLocaleString("en")}</span>
          <span>{from.size.toLocaleString("en")}</span>
        </div>
        <svg
          aria-label={`Entries over time: from ${from.size.toLocaleString("en")} on ${first} to ${to.size.toLocaleString("en")} on ${last}`}
          className="h-18 w-full min-w-0 border-b border-l border-line"
          preserveAspectRatio="none"
          role="img"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        >
          <path className="fill-none stroke-ink-soft" d={line} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <figcaption className="flex justify-between gap-4 pl-16 text-2xs text-ink-faint">
        <span>{first}</span>
        <span className="text-right">{last}</span>
      </figcaption>
    </figure>
  );
}
