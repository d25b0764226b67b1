import type { StylesheetJson } from "cytoscape";
import { type Hue, KINDS, OUTLINES } from "@/components/kind/kind";
import { ARTIFACT_TYPES, type ArtifactType } from "@/graph-schema/names";

/** The page's colours, as a canvas takes them. */
export interface Colours {
  readonly panel: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly bad: string;
  readonly warn: string;
  readonly edgeUp: string;
  readonly edgeDown: string;
  readonly glyph: string;
  readonly hues: Readonly<Record<Hue, string>>;
}

/** Reads the colours of the theme in force; the tokens themselves hold both themes. */
export function readColours(): Colours {
  const probe = document.createElement("span");
  // A colour that is read while it changes is the one before.
  probe.style.transition = "none";
  document.body.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const hue = (name: Hue) => read(`kind-${name}`);
  const colours: Colours = {
    panel: read("panel"),
    ink: read("ink"),
    inkSoft: read("ink-soft"),
    line: read("line"),
    lineStrong: read("line-strong"),
    accent: read("accent"),
    bad: read("bad"),
    warn: read("warn"),
    edgeUp: read("edge-up"),
    edgeDown: read("edge-down"),
    glyph: read("kind-glyph"),
    hues: {
      data: hue("data"),
      code: hue("code"),
      environment: hue("environment"),
      run: hue("run"),
      model: hue("model"),
      gate: hue("gate"),
      deployment: hue("deployment"),
      prediction: hue("prediction"),
      incident: hue("incident"),
    },
  };
  probe.remove();
  return colours;
}

/** A kind's mark as an image for the canvas. */
function kindImage(type: ArtifactType, colours: Colours): string {
  const { shape, hue, glyph } = KINDS[type];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 16 16"><path fill="${colours.hues[hue]}" d="${OUTLINES[shape]}"/><path fill="none" stroke="${colours.glyph}" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" d="${glyph}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function nodeStyles(colours: Colours): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        "corner-radius": "5",
        width: "data(width)",
        height: "data(height)",
        "background-color": colours.panel,
        "border-width": 1,
        "border-color": colours.lineStrong,
        // Seen for a moment only, until the box itself is there.
        "background-width": "40px",
        "background-height": "40px",
        "overlay-opacity": 0,
      },
    },
    ...ARTIFACT_TYPES.map((type) => ({
      selector: `node[type = "${type}"]`,
      style: { "background-image": kindImage(type, colours) },
    })),
    { selector: "node.focus", style: { "border-width": 3, "border-color": colours.accent } },
    { selector: "node.resting", style: { "border-style": "dashed", "border-width": 2, "border-color": colours.warn } },
    { selector: "node.found", style: { "border-width": 3, "border-color": colours.bad } },
    { selector: "node.cluster", style: { "border-style": "double", "border-width": 4 } },
    { selector: "node.chosen", style: { "border-width": 3, "border-color": colours.ink } },
    // The boxes in view are drawn by the page over the canvas, so the canvas leaves their marks out.
    { selector: "node.near", style: { "background-image-opacity": 0 } },
    { selector: ".dim", style: { opacity: 0.4 } },
  ];
}

function edgeStyles(colours: Colours): StylesheetJson {
  return [
    {
      selector: "edge",
      style: {
        "curve-style": "round-segments",
        "segment-distances": "data(distances)",
        "segment-weights": "data(weights)",
        "segment-radii": [10],
        "edge-distances": "node-position",
        "source-endpoint": "data(leaves)",
        "target-endpoint": "data(arrives)",
        width: 1.4,
        "line-color": colours.edgeUp,
        "target-arrow-color": colours.edgeUp,
        "target-arrow-shape": "triangle",
        "arrow-scale": 1.1,
        "overlay-opacity": 0,
      },
    },
    // Downstream of the focus: another colour and an open head. The stroke is kept for how a record came to be.
    {
      selector: "edge.downstream",
      style: {
        "line-color": colours.edgeDown,
        "target-arrow-color": colours.edgeDown,
        "target-arrow-fill": "hollow",
      },
    },
    {
      selector: "edge.asserted",
      style: { "line-style": "dashed", "line-dash-pattern": [1.5, 4], "line-cap": "round", width: 2 },
    },
    { selector: "edge.told", style: { width: 3, "z-index": 5 } },
    { selector: "edge.lit", style: { width: 2.4, "line-color": colours.ink, "target-arrow-color": colours.ink } },
  ];
}

/** How the canvas draws, in the colours given. */
export function canvasStyle(colours: Colours): StylesheetJson {
  return [...nodeStyles(colours), ...edgeStyles(colours)];
}
