import type { Reason } from "@/graph-schema/envelope";
import type { Cause, Verdict as VerdictName } from "@/graph-schema/reproduction";
import { reason } from "@/lib/errors";
import type { Compared } from "./compare";

/** What goes into a run. */
export const PARTS = ["model", "input", "config", "code", "lockfile", "dataset", "seed", "image"] as const;
export type PartName = (typeof PARTS)[number];

/** Which class of causes a part that is another one than recorded belongs to. */
const CLASS_OF: Readonly<Record<PartName, Cause>> = {
  model: "model_file",
  input: "data",
  dataset: "data",
  config: "code",
  code: "code",
  lockfile: "environment",
  image: "environment",
  seed: "seed",
};

/** A part as it is recorded and as it was used: digests; of the seed, the number. */
export interface Used {
  readonly part: PartName;
  readonly recorded: string;
  readonly used: string;
}

/** One run: what it came to against the record, and the digest of exactly what it wrote. */
export interface Outcome {
  readonly compared: Compared;
  readonly output: string;
}

/** What is known of why the outcome is another one. */
export interface Evidence {
  readonly used: readonly Used[];
  /** Of each run, the digest of what it wrote. */
  readonly outputs: readonly string[];
}

export interface Verdict {
  readonly verdict: VerdictName;
  readonly cause: Cause | null;
  readonly reasons: readonly Reason[];
}

/**
 * The class of the cause of a difference, with the reasons for it. Runs that differ among themselves are one of chance; else a part that is
 * not what is recorded is the cause, where all such parts are of one class. Of two that changed at once nobody knows which it was.
 */
export function causeOf({ used, outputs }: Evidence): { readonly cause: Cause; readonly reasons: readonly Reason[] } {
  const different = new Set(outputs).size;
  if (different > 1) {
    return { cause: "seed", reasons: [reason("runs_differ", { runs: outputs.length, different })] };
  }
  const other = used.filter(({ recorded, used: now }) => recorded !== now);
  const classes = [...new Set(other.map(({ part }) => CLASS_OF[part]))];
  const [only = "unknown", second] = classes;
  return {
    cause: second ? "unknown" : only,
    reasons:
      other.length === 0
        ? [reason("cause_not_in_record")]
        : other.map(({ part, recorded, used: now }) => reason("part_differs", { part, recorded, used: now })),
  };
}

/** Enough to see what it is. A hostile answer must not be too long to be put on record. */
const SHOWN = 200;

/** A value as it may be told. */
export function shown(value: string | number | boolean): string {
  return String(value).slice(0, SHOWN);
}

function differing({ differences }: Compared): Reason[] {
  return differences.map(({ field, expected, got, by, allowed }) =>
    got === null
      ? reason("field_missing", { field, expected: shown(expected) })
      : reason("field_differs", {
          field,
          expected: shown(expected),
          got: shown(got),
          ...(by === undefined || allowed === undefined ? {} : { by, allowed }),
        }),
  );
}

/** What runs with all that was needed come to. One that differs is enough: what comes again only sometimes is not reproduced. */
export function judge(outcomes: readonly Outcome[], used: readonly Used[]): Verdict {
  const [first] = outcomes;
  if (!first) {
    return cannot([reason("never_ran")]);
  }
  const differs = outcomes.find(({ compared }) => compared.differences.length > 0);
  if (!differs) {
    return { verdict: "reproduced", cause: null, reasons: [] };
  }
  const { cause, reasons } = causeOf({ used, outputs: outcomes.map(({ output }) => output) });
  return { verdict: "differs", cause, reasons: [...differing(differs.compared), ...reasons] };
}

/** Something that is needed is not there, or did not do what it should. */
export function cannot(reasons: readonly Reason[]): Verdict {
  return { verdict: "cannot_be_reproduced", cause: null, reasons };
}
