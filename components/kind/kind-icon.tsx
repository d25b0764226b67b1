import type { ArtifactType } from "@/graph-schema/names";
import { type Hue, KINDS, OUTLINES } from "./kind";

const FILL: Readonly<Record<Hue, string>> = {
  data: "fill-kind-data",
  code: "fill-kind-code",
  environment: "fill-kind-environment",
  run: "fill-kind-run",
  model: "fill-kind-model",
  gate: "fill-kind-gate",
  deployment: "fill-kind-deployment",
  prediction: "fill-kind-prediction",
  incident: "fill-kind-incident",
};

/** A kind's mark: shape, glyph and hue say the same thing three times. The word stands beside it, so it is hidden from readers. */
export function KindIcon({ type, size = 16 }: { type: ArtifactType; size?: number }) {
  const kind = KINDS[type];
  return (
    <svg aria-hidden="true" className="shrink-0" focusable="false" height={size} viewBox="0 0 16 16" width={size}>
      <path className={FILL[kind.hue]} d={OUTLINES[kind.shape]} />
      <path
        className="fill-none stroke-kind-glyph"
        d={kind.glyph}
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={1.3}
      />
    </svg>
  );
}
