// For tests: what releases of a model are made of, with nothing wrong or with one thing.
import type { Random } from "@/lib/random.testing";

export const PLANTED = ["data", "code", "environment", "parameters", "configuration", "upstream_data", "none"] as const;
export type Planted = (typeof PLANTED)[number];

/** One release of a model: what it is made of, and how it went through. */
export interface Recipe {
  readonly name: string;
  readonly data: string;
  readonly rows: number;
  readonly schema: string;
  readonly raw: string;
  readonly rawRows: number;
  readonly rawSchema: string;
  readonly commit: string;
  readonly summary: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly config: string;
  readonly verdict: "passed" | "warned" | "failed";
  readonly overridden: boolean;
}

/** The first release of a model. */
export function base(model: string, random: Random): Recipe {
  const rows = random.whole(20_000, 80_000);
  const hex = random.hex(7);
  return {
    name: "v1",
    data: `DS:${model}:2026-01-01`,
    rows,
    schema: `${model} features`,
    raw: `raw:${model}:2026-01-01`,
    rawRows: rows * 3,
    rawSchema: `${model} raw`,
    commit: `C${hex}`,
    summary: "feat(training): first version",
    packages: { numpy: "1.26.4", "scikit-learn": "1.4.2", requests: "2.31.0", pytest: "8.1.1" },
    parameters: { C: 1, max_depth: random.whole(4, 9), learning_rate: 0.1 },
    config: `${model} config`,
    verdict: "passed",
    overridden: false,
  };
}

const HARMLESS = ["docs: how to read the report", "chore: tidy the imports", "test: more cases of missing values"];

/** What changes from release to release without doing any harm. */
export function routine(model: string, name: string, recipe: Recipe, random: Random): Recipe {
  const grown = 1 + random.between(0.005, 0.03);
  const month = random.whole(2, 9);
  return {
    ...recipe,
    name,
    data: `DS:${model}:2026-0${month}-${name === "v2" ? "03" : "17"}`,
    raw: `raw:${model}:2026-0${month}-${name === "v2" ? "02" : "16"}`,
    rows: Math.round(recipe.rows * grown),
    rawRows: Math.round(recipe.rawRows * grown),
    commit: `C${random.hex(7)}`,
    summary: random.one(HARMLESS),
    packages: { ...recipe.packages, requests: `2.32.${random.whole(0, 3)}`, pytest: `8.${random.whole(2, 4)}.0` },
    parameters: { ...recipe.parameters, learning_rate: random.one([0.1, 0.11]) },
    config: `${recipe.config} of ${name}`,
  };
}

/** The same release with one thing in it gone wrong; `second` is the other way in which that happens. */
export function spoiled(kind: Planted, good: Recipe, second: boolean): Recipe {
  switch (kind) {
    case "data":
      return {
        ...good,
        verdict: second ? "failed" : "warned",
        overridden: !second,
        rows: Math.round(good.rows * (second ? 0.7 : 1)),
      };
    case "code":
      return {
        ...good,
        summary: second ? "feat(features): ratio of the last two months" : "refactor(training): faster joins",
      };
    case "environment":
      return {
        ...good,
        packages: { ...good.packages, ...(second ? { "scikit-learn": "2.0.0" } : { numpy: "2.1.0" }) },
      };
    case "parameters":
      return {
        ...good,
        parameters: {
          ...good.parameters,
          ...(second ? { max_depth: Number(good.parameters.max_depth) * 3 } : { C: 100 }),
        },
      };
    case "upstream_data":
      return second
        ? { ...good, rawSchema: `${good.rawSchema} with other units`, verdict: "warned" }
        : { ...good, rawRows: Math.round(good.rawRows * 0.4), rows: Math.round(good.rows * 0.45) };
    default:
      return good;
  }
}
