import type { Reason } from "@/graph-schema/envelope";
import type { Verdict } from "@/graph-schema/reproduction";
import type { ComparedField, ToldOfVerdict } from "@/lib/contract/reproduction";

function differenceOf(field: string, reasons: readonly Reason[]): Reason | undefined {
  return reasons.find(
    ({ code, params }) => (code === "field_differs" || code === "field_missing") && params.field === field,
  );
}

/**
 * Each recorded field and whether it came again. Of a verdict that names fewer fields than it counts nobody knows which of the
 * others differ. Pure.
 */
export function comparedFields(
  verdict: Verdict,
  differing: number,
  { expected, reasons }: Pick<ToldOfVerdict, "expected" | "reasons">,
): ComparedField[] {
  const named = reasons.filter(({ code }) => code === "field_differs" || code === "field_missing").length;
  const isWhole = verdict !== "cannot_be_reproduced" && named >= differing;
  return Object.entries(expected)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, value]) => {
      const difference = differenceOf(field, reasons);
      const recorded = String(value);
      if (!difference) {
        return { field, recorded, got: isWhole ? recorded : null, state: isWhole ? "same" : "not_told" };
      }
      const got = difference.params.got;
      return got === undefined
        ? { field, recorded, got: null, state: "missing" }
        : { field, recorded, got: String(got), state: "differs" };
    });
}
