/** From when to when, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One event as the timeline draws it. */
export interface Mark {
  readonly id: string;
  readonly at: string;
  readonly lane: string;
  readonly weight: "plain" | "warning" | "alert";
  /** What happened, in words: what is heard, and shown on hover. */
  readonly says: string;
}

export interface TrackName {
  readonly id: string;
  readonly name: string;
}

/** Where an instant stands in the span, from 0 to 1; beyond these where it is outside. */
export function placeOf(at: string, { from, to }: Span): number {
  return to > from ? (Date.parse(at) - from) / (to - from) : 0;
}

/** Is the instant within the span? */
export function isWithin(at: string, span: Span): boolean {
  const place = placeOf(at, span);
  return place >= 0 && place <= 1;
}

/** How many events fall into each of `count` equal parts of the span. */
export function binsOf(marks: readonly Mark[], span: Span, count: number): number[] {
  const bins = Array.from({ length: count }, () => 0);
  for (const { at } of marks.filter((mark) => isWithin(mark.at, span))) {
    const index = Math.min(count - 1, Math.floor(placeOf(at, span) * count));
    bins[index] = (bins[index] ?? 0) + 1;
  }
  return bins;
}

const MOST_MARKS = 60;

/** Are there so many events that single marks would hide one another? */
export function isDense(marks: readonly Mark[]): boolean {
  return marks.length > MOST_MARKS;
}

/** The marks in the order in which the keyboard goes through them: by time, then by id. */
export function inOrder(marks: readonly Mark[]): Mark[] {
  return marks.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}

/** The mark `steps` further on from `current`; the nearest to `at` where none is current. Ends stay where they are. */
export function stepFrom(
  ordered: readonly Mark[],
  current: string | null,
  steps: number,
  at: string,
): Mark | undefined {
  const here = ordered.findIndex(({ id }) => id === current);
  if (here < 0) {
    const distance = (mark: Mark) => Math.abs(Date.parse(mark.at) - Date.parse(at));
    return ordered.toSorted((a, b) => distance(a) - distance(b))[0];
  }
  return ordered[Math.min(ordered.length - 1, Math.max(0, here + steps))];
}

/** The mark above or below: the nearest in time in the next lane that has any. */
export function laneStep(
  ordered: readonly Mark[],
  lanes: readonly string[],
  current: Mark | undefined,
  down: boolean,
): Mark | undefined {
  if (!current) {
    return undefined;
  }
  const order = down ? lanes : lanes.toReversed();
  const next = order.slice(order.indexOf(current.lane) + 1).find((lane) => ordered.some((mark) => mark.lane === lane));
  return next === undefined
    ? undefined
    : stepFrom(
        ordered.filter(({ lane }) => lane === next),
        null,
        0,
        current.at,
      );
}

const LEAST_MS = 60_000;

/** A narrower or wider span around its middle, never outside of `whole` and never less than a minute. */
export function zoomed({ from, to }: Span, factor: number, whole: Span, around?: number): Span {
  const middle = around ?? (from + to) / 2;
  const length = Math.max(LEAST_MS, Math.min(whole.to - whole.from, (to - from) * factor));
  const start = Math.min(Math.max(whole.from, middle - length / 2), whole.to - length);
  return { from: Math.round(start), to: Math.round(start + length) };
}

const STEPS_MS = [60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000];
const MOST_TICKS = 8;
const WEEK_MS = 604_800_000;

/** Round times to write below the span. */
export function ticksOf({ from, to }: Span): number[] {
  const step =
    STEPS_MS.find((each) => (to - from) / each <= MOST_TICKS) ??
    WEEK_MS * Math.ceil((to - from) / WEEK_MS / MOST_TICKS);
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/** The points of a curve in a field of `width` × `height`, and where its baseline lies. */
export function curveOf(
  points: readonly { readonly at: string; readonly value: number }[],
  baseline: number | null,
  span: Span,
  { width, height }: { readonly width: number; readonly height: number },
) {
  const shown = points.filter(({ at }) => isWithin(at, span));
  const values = [...shown.map(({ value }) => value), ...(baseline === null ? [] : [baseline])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const level = (value: number) => (most === least ? height / 2 : height - ((value - least) / (most - least)) * height);
  return {
    points: shown.map(({ at, value }) => ({ x: placeOf(at, span) * width, y: level(value), at, value })),
    baseline: baseline === null || shown.length === 0 ? null : level(baseline),
  };
}
