import type { ArtifactType } from "@/graph-schema/names";
import { counted } from "@/lib/contract/amount";

/** The outline that tells a kind apart without colour. */
export type Shape = "cylinder" | "hexagon" | "square" | "circle" | "diamond" | "shield" | "arrow" | "pill" | "triangle";
export type Hue = "data" | "code" | "environment" | "run" | "model" | "gate" | "deployment" | "prediction" | "incident";

/** The lanes of the drawing, from left to right; upstream is left. */
export const LANES = ["data", "code", "run", "model", "gate", "deployment", "prediction", "finding"] as const;
export type Lane = (typeof LANES)[number];

export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  data: "Data",
  code: "Code and environment",
  run: "Runs",
  model: "Models",
  gate: "Evidence and gate",
  deployment: "Deployments",
  prediction: "Predictions",
  finding: "Incidents and findings",
};

interface Kind {
  readonly one: string;
  readonly many: string;
  readonly shape: Shape;
  readonly hue: Hue;
  readonly lane: Lane;
  /** SVG path on a 16 × 16 field, drawn as a line. */
  readonly glyph: string;
}

/** How each kind of artifact is named and drawn, everywhere. */
export const KINDS: Readonly<Record<ArtifactType, Kind>> = {
  dataset_version: {
    one: "dataset version",
    many: "dataset versions",
    shape: "cylinder",
    hue: "data",
    lane: "data",
    glyph: "M5 8h6M5 11h6",
  },
  commit: {
    one: "commit",
    many: "commits",
    shape: "hexagon",
    hue: "code",
    lane: "code",
    glyph: "M6.4 5.6 4 8l2.4 2.4M9.6 5.6 12 8l-2.4 2.4",
  },
  environment: {
    one: "environment",
    many: "environments",
    shape: "square",
    hue: "environment",
    lane: "code",
    glyph: "M4.5 6.2 8 4.5l3.5 1.7v3.6L8 11.5l-3.5-1.7zM8 8v3.5M4.5 6.2 8 8l3.5-1.8",
  },
  build: {
    one: "build",
    many: "builds",
    shape: "square",
    hue: "environment",
    lane: "code",
    glyph: "M5 11.2 8.6 7.6M7.4 5.4a2.2 2.2 0 0 1 2.9-.9L9 5.9l1.1 1.1 1.4-1.3a2.2 2.2 0 0 1-3 2.8",
  },
  run: {
    one: "run",
    many: "runs",
    shape: "circle",
    hue: "run",
    lane: "run",
    glyph: "M6.5 5.2 11 8l-4.5 2.8z",
  },
  model: {
    one: "model",
    many: "models",
    shape: "diamond",
    hue: "model",
    lane: "model",
    glyph: "M6 8h4M8 6v4",
  },
  model_version: {
    one: "model version",
    many: "model versions",
    shape: "diamond",
    hue: "model",
    lane: "model",
    glyph: "M5.6 8 7.3 9.7 10.6 6.4",
  },
  report: {
    one: "report",
    many: "reports",
    shape: "square",
    hue: "gate",
    lane: "gate",
    glyph: "M5 11V8M8 11V5M11 11V7",
  },
  attestation: {
    one: "attestation",
    many: "attestations",
    shape: "shield",
    hue: "gate",
    lane: "gate",
    glyph: "M5.6 7.6 7.3 9.3 10.6 6",
  },
  approval: {
    one: "approval",
    many: "approvals",
    shape: "circle",
    hue: "gate",
    lane: "gate",
    glyph: "M5.2 8.2 7.2 10.2 11 6.2",
  },
  rejection: {
    one: "rejection",
    many: "rejections",
    shape: "circle",
    hue: "incident",
    lane: "gate",
    glyph: "M6 6l4 4M10 6l-4 4",
  },
  promotion_request: {
    one: "promotion request",
    many: "promotion requests",
    shape: "shield",
    hue: "gate",
    lane: "gate",
    glyph: "M8 10.5V5.5M5.8 7.6 8 5.4l2.2 2.2",
  },
  policy: {
    one: "policy",
    many: "policies",
    shape: "shield",
    hue: "gate",
    lane: "gate",
    glyph: "M5.8 6h4.4M5.8 8h4.4M5.8 10h2.6",
  },
  deployment: {
    one: "deployment",
    many: "deployments",
    shape: "arrow",
    hue: "deployment",
    lane: "deployment",
    glyph: "M4.6 8h5M7.4 5.8 9.6 8l-2.2 2.2",
  },
  prediction: {
    one: "prediction",
    many: "predictions",
    shape: "pill",
    hue: "prediction",
    lane: "prediction",
    glyph: "M4.6 9.6 7 7.4l1.6 1.4 2.8-2.8",
  },
  incident: {
    one: "incident",
    many: "incidents",
    shape: "triangle",
    hue: "incident",
    lane: "finding",
    glyph: "M8 6.6v2.8M8 11.4v.2",
  },
  finding: {
    one: "finding",
    many: "findings",
    shape: "triangle",
    hue: "incident",
    lane: "finding",
    glyph: "M8 6.6v2.8M6.8 11.2h2.4",
  },
};

/** The outline of each shape on a 16 × 16 field, as an SVG path. */
export const OUTLINES: Readonly<Record<Shape, string>> = {
  cylinder: "M2 4c0-1.7 2.7-2.7 6-2.7S14 2.3 14 4v8c0 1.7-2.7 2.7-6 2.7S2 13.7 2 12z",
  hexagon: "M8 .8 14.4 4.4v7.2L8 15.2 1.6 11.6V4.4z",
  square: "M3.5 1.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z",
  circle: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
  diamond: "M8 .4 15.6 8 8 15.6.4 8z",
  shield: "M8 .9 14 3v5c0 3.6-2.6 6-6 7.2C4.6 14 2 11.6 2 8V3z",
  arrow: "M1.5 2.5h8.7L15.2 8l-5 5.5H1.5z",
  pill: "M4.8 3.2h6.4a4.8 4.8 0 0 1 0 9.6H4.8a4.8 4.8 0 0 1 0-9.6z",
  triangle: "M8 1 15.4 14.2H.6z",
};

/** "1 run", "4,000 runs". */
export function countOf(type: ArtifactType, count: number): string {
  return counted(count, KINDS[type].one, KINDS[type].many);
}

/** "Dataset version": a kind's name as it begins a line. */
export function kindTitle(type: ArtifactType): string {
  const { one } = KINDS[type];
  return one.charAt(0).toUpperCase() + one.slice(1);
}
