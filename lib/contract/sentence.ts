import type { Reason } from "@/graph-schema/envelope";

/** Makes the sentence of a reason. */
export type Say = (params: Reason["params"]) => string;

/** A type or role as words: `model_version` is said as "model version". */
export function name(type: unknown): string {
  return String(type).replaceAll("_", " ");
}
