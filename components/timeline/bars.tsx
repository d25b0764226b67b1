import { binsOf, type Mark, type Span } from "./scale";

interface BarsProps {
  marks: readonly Mark[];
  span: Span;
  /** Into how many parts the span is cut: the width of the field. */
  count: number;
  height: number;
}

/** How many events when: one bar for each part of the span, the tallest nearly as high as the field. */
export function Bars({ marks, span, count, height }: BarsProps) {
  const bins = binsOf(marks, span, count);
  const unit = (height * 0.9) / Math.max(...bins, 1);
  return bins.map((events, index) => (
    <rect
      className="fill-line-strong"
      height={events * unit}
      // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
      key={index}
      width={0.8}
      x={index}
      y={height - events * unit}
    />
  ));
}
