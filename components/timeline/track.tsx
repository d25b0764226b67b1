import { Bars } from "./bars";
import { isDense, type Mark, placeOf, type Span, type TrackName } from "./scale";

const BINS = 80;

/** Weight by shape and size as well as by colour. */
const LOOK: Readonly<Record<Mark["weight"], string>> = {
  plain: "size-2.5 rounded-full bg-line-strong",
  warning: "size-3 rotate-45 bg-warn",
  alert: "h-4 w-2.5 bg-bad",
};

interface TrackProps {
  track: TrackName;
  marks: readonly Mark[];
  span: Span;
  current: string | null;
  optionId: (id: string) => string;
  onPick: (id: string) => void;
}

/** One event at its time. */
function MarkView({ mark, span, current, optionId, onPick }: Omit<TrackProps, "track" | "marks"> & { mark: Mark }) {
  const isCurrent = mark.id === current;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keyboard, one step per event
    // biome-ignore lint/a11y/useFocusableInteractive: options of a list box are not focused one by one
    <span
      aria-label={mark.says}
      aria-selected={isCurrent}
      className={`absolute top-1/2 flex size-6 -translate-x-1/2 -translate-y-1/2 items-center justify-center rounded-sm ${isCurrent ? "z-10 outline-2 outline-ink" : ""}`}
      id={optionId(mark.id)}
      onClick={() => onPick(mark.id)}
      role="option"
      style={{ left: `${placeOf(mark.at, span) * 100}%` }}
      title={mark.says}
    >
      <span className={LOOK[mark.weight]} />
    </span>
  );
}

/** Many events in one lane: how many when, and the one where the keyboard is. */
function Histogram({ marks, span }: Pick<TrackProps, "marks" | "span">) {
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-0 size-full"
      preserveAspectRatio="none"
      viewBox={`0 0 ${BINS} 20`}
    >
      <Bars count={BINS} height={20} marks={marks} span={span} />
    </svg>
  );
}

/** A lane with its events; as a histogram where single marks would hide one another. */
export function Track({ track, marks, ...rest }: TrackProps) {
  const dense = isDense(marks);
  const single = dense ? marks.filter(({ id, weight }) => id === rest.current || weight === "alert") : marks;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list box
    <div
      aria-label={`${track.name}, ${marks.length}`}
      className="grid grid-cols-[7.5rem_1fr] items-center max-sm:grid-cols-[5.5rem_1fr]"
      role="group"
    >
      <span aria-hidden="true" className="truncate pr-2 text-xs text-ink-soft">
        {track.name} <span className="text-ink-faint">{marks.length}</span>
      </span>
      <div className="relative h-7 border-b border-line">
        {dense ? <Histogram marks={marks} span={rest.span} /> : null}
        {single.map((mark) => (
          <MarkView key={mark.id} mark={mark} {...rest} />
        ))}
      </div>
    </div>
  );
}
