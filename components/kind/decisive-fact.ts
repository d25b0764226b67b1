import type { ArtifactType } from "@/graph-schema/names";

type Facts = Readonly<Record<string, unknown>>;

/** Metrics in the order in which people look for them; any other comes after, by name. */
const METRICS_FIRST = ["auc", "roc_auc", "f1", "accuracy", "rmse", "mae", "ks", "psi"];

function text(facts: Facts, name: string): string | null {
  const value = facts[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function entries(facts: Facts, name: string): [string, string][] {
  const value = facts[name];
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]): [string, string][] =>
    typeof inner === "object" ? [] : [[key, String(inner)]],
  );
}

function rank(name: string): number {
  const at = METRICS_FIRST.indexOf(name.toLowerCase());
  return at === -1 ? METRICS_FIRST.length : at;
}

function firstMetric(facts: Facts): string | null {
  const [best] = entries(facts, "metrics").sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  return best ? `${METRICS_FIRST.includes(best[0]) ? best[0].toUpperCase() : spaced(best[0])} ${best[1]}` : null;
}

function count(facts: Facts, name: string, unit: string): string | null {
  const value = facts[name];
  return typeof value === "number" ? `${value.toLocaleString("en")} ${unit}` : null;
}

function joined(...parts: (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(" · ") || null;
}

function spaced(value: string | null): string | null {
  return value?.replaceAll("_", " ") ?? null;
}

function stages(facts: Facts): string | null {
  const to = text(facts, "to_stage");
  const from = text(facts, "from_stage");
  return to && (from ? `${from} → ${to}` : `to ${to}`);
}

function score(facts: Facts): string | null {
  const given = text(facts, "score");
  if (given) {
    return `score ${given}`;
  }
  const [first] = entries(facts, "output");
  return first ? `${first[0]} ${first[1]}` : null;
}

function parameters(facts: Facts): string | null {
  const [first] = entries(facts, "parameters");
  return first ? `${first[0]} ${first[1]}` : null;
}

const DECISIVE: Readonly<Record<ArtifactType, (facts: Facts) => string | null>> = {
  dataset_version: (facts) => count(facts, "row_count", "rows") ?? text(facts, "format"),
  commit: (facts) => text(facts, "summary") ?? text(facts, "holds") ?? text(facts, "repository"),
  environment: (facts) => {
    const python = text(facts, "python");
    return joined(python && `Python ${python}`, text(facts, "lockfile_kind"), text(facts, "os"));
  },
  build: (facts) => text(facts, "system"),
  run: (facts) => joined(spaced(text(facts, "purpose")), parameters(facts)),
  model: (facts) => text(facts, "task") ?? text(facts, "summary"),
  model_version: (facts) => firstMetric(facts) ?? joined(text(facts, "framework"), text(facts, "format")),
  report: (facts) => joined(spaced(text(facts, "kind")), text(facts, "verdict")),
  attestation: (facts) => joined(spaced(text(facts, "claim")), text(facts, "result")),
  approval: (facts) => text(facts, "meaning"),
  rejection: (facts) => text(facts, "meaning"),
  promotion_request: stages,
  policy: (facts) => text(facts, "name"),
  deployment: (facts) => joined(text(facts, "target"), text(facts, "endpoint")),
  prediction: score,
  incident: (facts) => joined(spaced(text(facts, "kind")), text(facts, "severity")),
  finding: (facts) => joined(spaced(text(facts, "kind")), text(facts, "severity")),
};

/** The one recorded fact that tells an artifact from its siblings, or null: a gap is never filled. */
export function decisiveFact(artifact: { readonly type: ArtifactType; readonly facts: Facts }): string | null {
  return DECISIVE[artifact.type](artifact.facts);
}
