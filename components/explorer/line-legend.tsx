/** How a line is drawn, and what that says. The stroke tells one thing, colour and head another. */
const LINES = [
  { says: "acted here", stroke: "stroke-ink-soft", isDotted: false, head: null },
  { says: "asserted, not verified", stroke: "stroke-ink-soft", isDotted: true, head: null },
  { says: "upstream of the focus", stroke: "stroke-edge-up", isDotted: false, head: "fill-edge-up stroke-edge-up" },
  { says: "downstream of it", stroke: "stroke-edge-down", isDotted: false, head: "fill-panel stroke-edge-down" },
] as const;

/** Each way of drawing a line beside its meaning. */
export function LineMeanings() {
  return LINES.map(({ says, stroke, isDotted, head }) => (
    <li className="flex items-center gap-1.5 whitespace-nowrap" key={says}>
      <svg aria-hidden="true" className="shrink-0" height="10" width="30">
        <path
          className={`fill-none ${stroke}`}
          d={head ? "M1 5h18" : "M1 5h28"}
          strokeDasharray={isDotted ? "0.1 4" : undefined}
          strokeLinecap={isDotted ? "round" : undefined}
          strokeWidth={isDotted ? 2.2 : 1.5}
        />
        {head ? <path className={head} d="M20 1.5 28 5l-8 3.5z" strokeWidth="1.2" /> : null}
      </svg>
      {says}
    </li>
  ));
}

/** Stands on the drawing itself: who takes a picture of it takes along what its lines mean. */
export function LineLegend() {
  return (
    <ul
      aria-label="What the lines mean"
      className="pointer-events-none absolute bottom-3 left-3 flex max-w-[calc(100%-13rem)] flex-wrap gap-x-4 gap-y-0.5 rounded-md border border-line bg-panel/90 px-2 py-1 text-2xs text-ink-soft max-md:max-w-[calc(100%-1.5rem)]"
    >
      <LineMeanings />
    </ul>
  );
}
