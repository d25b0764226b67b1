import { z } from "zod";
import { Decimal } from "@/graph-schema/values";

/** A supplement of a model version with this media type says how the version is run again. */
export const SCORING_MEDIA_TYPE = "application/vnd.pedigree.scoring.v1+json";

/** What a command can be given: each is a path, but `seed`, which is the run's. */
const PLACES = ["model", "input", "config", "code", "dataset", "scratch", "seed"] as const;
export type Place = (typeof PLACES)[number];

const PLACEHOLDER = /\{([a-z]+)\}/g;

function placesIn(texts: readonly string[]): Place[] {
  const named = texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name));
  return PLACES.filter((place) => named.includes(place));
}

/** Nothing but these: who writes a contract must not reach the loader (`LD_PRELOAD`) or the interpreter (`PYTHONPATH`). */
const THREADS = /^(OMP|OPENBLAS|MKL|NUMEXPR|BLIS)_NUM_THREADS$/;

const Argument = z
  .string()
  .max(4_000)
  .refine((text) => !text.includes("\0"), "must not hold a null character");
const Command = z
  .array(Argument)
  .min(1)
  .max(100)
  .refine(([program = ""]) => /^[\w./{}-]+$/.test(program), "must begin with the name of a program");

/** A path below the scratch directory. */
const Below = z
  .string()
  .max(200)
  .regex(/^[\w.-]+(\/[\w.-]+)*$/, "must be a path below the scratch directory")
  .refine((path) => !path.split("/").some((step) => step === "." || step === ".."), "must stay below it");

const Bound = Decimal.refine((value) => Number(value) >= 0, "must not be negative");
/** How far a number may be from the recorded one: by `abs`, or by `rel` of the recorded one, whichever is more. */
const Tolerance = z.strictObject({ abs: Bound.optional(), rel: Bound.optional() });
export type Tolerance = z.infer<typeof Tolerance>;

const Field = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("number"), tolerance: Tolerance.optional() }),
  z.strictObject({ type: z.enum(["boolean", "string"]) }),
]);

/** What of the lockfile is installed besides what the project needs in any case. */
const EnvironmentParts = z.strictObject({
  extras: z.array(z.string().min(1).max(100)).max(50).optional(),
  groups: z.array(z.string().min(1).max(100)).max(50).optional(),
});

const FieldName = z.string().min(1).max(200);

const Training = z.strictObject({
  command: Command,
  model: Below.describe("the file that the command writes the model to"),
});

/**
 * How a prediction is scored again, and the training run again: commands whose `{places}` are filled in, what goes in, and which fields
 * come out. The whole is data: nothing of it is a shell's.
 */
export const ScoringContract = z
  .strictObject({
    kind: z.literal("pedigree.scoring"),
    v: z.literal(1),
    command: Command,
    input: z.strictObject({
      via: z.enum(["stdin", "file"]),
      media_type: z.string().max(255).optional(),
    }),
    output: z.strictObject({
      from: z.union([z.literal("stdout"), z.strictObject({ file: Below })]),
      fields: z.record(FieldName, Field).refine((fields) => Object.keys(fields).length > 0, "must name a field"),
    }),
    threads: z
      .record(z.string().regex(THREADS, "must be a number of threads"), z.string().regex(/^\d{1,3}$/))
      .optional(),
    environment: EnvironmentParts.optional(),
    training: Training.optional(),
  })
  .superRefine(({ command, input, training }, context) => {
    const unknown = [...command, ...(training?.command ?? [])]
      .flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([whole, name]) => ({ whole, name })))
      .find(({ name }) => !PLACES.some((place) => place === name));
    if (unknown) {
      context.addIssue({
        code: "custom",
        path: ["command"],
        message: `${unknown.whole} is none of ${PLACES.join(", ")}`,
      });
    }
    if (input.via === "file" && !placesIn(command).includes("input")) {
      context.addIssue({ code: "custom", path: ["command"], message: "must name {input}, or take it by stdin" });
    }
  });
export type ScoringContract = z.infer<typeof ScoringContract>;

/** The contract in `bytes`, or why they are none. */
export function parseContract(bytes: Uint8Array): { readonly contract: ScoringContract } | { readonly why: string } {
  try {
    const parsed = ScoringContract.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    const issue = parsed.error?.issues[0];
    return parsed.success ? { contract: parsed.data } : { why: `${issue?.path.join(".")}: ${issue?.message}` };
  } catch {
    return { why: "it is not JSON" };
  }
}

/** What the commands need: the input by whichever way, and every place that they name. */
export function placesOf({ command, training }: ScoringContract, isTrained: boolean): Place[] {
  const named = placesIn([...command, ...(isTrained ? (training?.command ?? []) : [])]);
  return PLACES.filter((place) => place === "input" || named.includes(place));
}

/** A command with its places filled in. */
export function filled(command: readonly string[], at: Readonly<Partial<Record<Place, string>>>): string[] {
  return command.map((text) => text.replaceAll(PLACEHOLDER, (whole, name: Place) => at[name] ?? whole));
}
