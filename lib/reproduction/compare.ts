import Big from "big.js";
import { Decimal, Parameters } from "@/graph-schema/values";
import type { ScoringContract, Tolerance } from "./contract";

/** A value of an answer, as the record writes values: floats as their shortest decimal text. */
type Value = string | number | boolean;
export type Answer = Readonly<Record<string, Value>>;
type Fields = ScoringContract["output"]["fields"];

/** A recorded field whose value did not come again; `got` is null where the answer does not have it. */
interface Difference {
  readonly field: string;
  readonly expected: Value;
  readonly got: Value | null;
  /** How far apart two numbers are, and how far they may be. */
  readonly by?: string;
  readonly allowed?: string;
}

export interface Compared {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Beyond that no double reaches, and exact arithmetic on what a hostile answer says would take for ever. */
const MOST_EXPONENT = 400;

function numberIn(value: Value): Big | undefined {
  const decimal = typeof value === "boolean" ? undefined : Decimal.safeParse(value).data;
  const exponent = Number(/e([^e]+)$/.exec(String(decimal))?.[1] ?? 0);
  return decimal === undefined || Math.abs(exponent) > MOST_EXPONENT ? undefined : new Big(decimal);
}

function allowedBy({ abs = 0, rel = 0 }: Tolerance, expected: Big): Big {
  const [fixed, relative] = [new Big(abs), new Big(rel).times(expected.abs())];
  return fixed.gt(relative) ? fixed : relative;
}

function difference(
  field: string,
  expected: Value,
  got: Value | undefined,
  tolerance: Tolerance,
): Difference | undefined {
  const [a, b] = [numberIn(expected), got === undefined ? undefined : numberIn(got)];
  if (a && b) {
    const [by, allowed] = [a.minus(b).abs(), allowedBy(tolerance, a)];
    return by.lte(allowed)
      ? undefined
      : { field, expected, got: got ?? null, by: by.toString(), allowed: allowed.toString() };
  }
  return got === expected ? undefined : { field, expected, got: got ?? null };
}

/** Compares each recorded field with what came now: exactly, but for numbers for which `fields` allow a tolerance. */
export function compare(expected: Answer, got: Answer, fields: Fields): Compared {
  const names = Object.keys(expected).sort();
  return {
    compared: names.length,
    differences: names.flatMap((name) => {
      const [field, value] = [fields[name], expected[name]];
      const tolerance = field?.type === "number" ? (field.tolerance ?? {}) : {};
      const found = value === undefined ? undefined : difference(name, value, got[name], tolerance);
      return found ? [found] : [];
    }),
  };
}

/** The answer in `bytes`: a JSON object of numbers, texts and booleans; other members are left out. Undefined where it is none. */
export function answerIn(bytes: Uint8Array): Answer | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return undefined;
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, each]) =>
        Object.entries(Parameters.safeParse({ [name]: each }).data ?? {}),
      ),
    );
  } catch {
    return undefined;
  }
}
