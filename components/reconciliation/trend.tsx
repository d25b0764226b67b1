import { inViewersZone } from "@/components/ui/moment-text";
import { DISCREPANCIES, type RunRow } from "@/lib/contract/reconciliation";
import { trendsOf } from "./answer";

const HEIGHT = 28;
const MOST_RUNS = 60;
/** Few runs make no wide bars. */
const LEAST_SLOTS = 30;
/** What is there at all can be seen. */
const LEAST_HEIGHT = 3;

/** Each kind of difference over the latest runs, one bar a run; the table below has the numbers. */
export function Trend({ runs }: { runs: readonly RunRow[] }) {
  const shown = runs.slice(0, MOST_RUNS);
  const [last, first] = [shown[0], shown.at(-1)];
  const trends = trendsOf(shown);
  if (!first || !last || shown.length < 2) {
    return null;
  }
  if (trends.length === 0) {
    return <p className="text-ink-soft">Nothing differed in the latest {shown.length.toLocaleString("en")} runs.</p>;
  }
  return (
    <figure className="flex max-w-3xl flex-col gap-1">
      <ul className="flex flex-col gap-1.5">
        {trends.map(({ kind, most, last: count, bars }) => (
          <li className="flex items-end gap-3" key={kind}>
            <span className="w-28 shrink-0 text-right text-xs text-ink-soft first-letter:uppercase">
              {DISCREPANCIES[kind].name}
            </span>
            <svg
              aria-label={`${DISCREPANCIES[kind].name}: at most ${most.toLocaleString("en")} in one of ${bars.length} runs, ${count.toLocaleString("en")} in the latest`}
              className="h-7 min-w-0 grow border-b border-line"
              preserveAspectRatio="none"
              role="img"
              viewBox={`0 0 ${Math.max(bars.length, LEAST_SLOTS) * 4} ${HEIGHT}`}
            >
              {bars.map(({ id, count: each, share }, at) => {
                const height = each === 0 ? 0 : Math.max(LEAST_HEIGHT, share * HEIGHT);
                return (
                  <rect className="fill-ink-soft" height={height} key={id} width="3" x={at * 4} y={HEIGHT - height} />
                );
              })}
            </svg>
            <span className="w-24 shrink-0 text-xs">
              {count.toLocaleString("en")}{" "}
              <span className="text-ink-faint">of at most {most.toLocaleString("en")}</span>
            </span>
          </li>
        ))}
      </ul>
      <figcaption className="text-2xs text-ink-faint sm:pl-31">
        One bar a run, from {inViewersZone(first.beganAt)} to {inViewersZone(last.beganAt)}
      </figcaption>
    </figure>
  );
}
