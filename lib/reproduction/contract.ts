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

/** Scripts of ours that score with a framework's own model file. */
const Adapter = z.enum(["mlflow-pyfunc", "onnx", "sklearn"]);

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
  metrics: z
    .strictObject({
      file: Below.describe("the file that the command writes the metrics to, a JSON object"),
      fields: z.record(FieldName, Tolerance).refine((fields) => Object.keys(fields).length > 0, "must name a metric"),
    })
    .optional(),
});

interface Parts {
  readonly command?: readonly string[] | undefined;
  readonly adapter?: string | undefined;
  readonly input: { readonly via: "stdin" | "file" };
  readonly output: { readonly from: unknown; readonly names?: unknown };
  readonly training?: { readonly command: readonly string[] } | undefined;
}

/** What of a contract does not go together, and where that stands. */
function contradictions({ command, adapter, input, output, training }: Parts) {
  const unknown = [...(command ?? []), ...(training?.command ?? [])]
    .flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([whole, name]) => ({ whole, name })))
    .find(({ name }) => !PLACES.some((place) => place === name));
  const isByFile = input.via === "file" && !placesIn(command ?? []).includes("input");
  const isAdapted = adapter !== undefined;
  const found: readonly (readonly [isWrong: boolean, path: readonly string[], message: string])[] = [
    [unknown !== undefined, ["command"], `${unknown?.whole} is none of ${PLACES.join(", ")}`],
    [isAdapted === (command !== undefined), ["command"], "or an adapter must be there, and not both"],
    [!isAdapted && isByFile, ["command"], "must name {input}, or take it by stdin"],
    [isAdapted && input.via !== "stdin", ["input", "via"], "must be stdin for an adapter"],
    [isAdapted && output.from !== "stdout", ["output", "from"], "must be stdout for an adapter"],
    [!isAdapted && output.names !== undefined, ["output", "names"], "are an adapter's"],
  ];
  return found.flatMap(([isWrong, path, message]) => (isWrong ? [{ path, message }] : []));
}

/**
 * How a prediction is scored again, and the training run again: commands whose `{places}` are filled in, what goes in, and which fields
 * come out. The whole is data: nothing of it is a shell's.
 */
export const ScoringContract = z
  .strictObject({
    kind: z.literal("pedigree.scoring"),
    v: z.literal(1),
    command: Command.optional(),
    adapter: Adapter.optional().describe("instead of a command"),
    input: z.strictObject({
      via: z.enum(["stdin", "file"]),
      media_type: z.string().max(255).optional(),
    }),
    output: z.strictObject({
      from: z.union([z.literal("stdout"), z.strictObject({ file: Below })]),
      fields: z.record(FieldName, Field).refine((fields) => Object.keys(fields).length > 0, "must name a field"),
      names: z
        .record(FieldName, FieldName)
        .optional()
        .describe("what the adapter calls a field that is recorded otherwise"),
    }),
    threads: z
      .record(z.string().regex(THREADS, "must be a number of threads"), z.string().regex(/^\d{1,3}$/))
      .optional(),
    environment: EnvironmentParts.optional(),
    training: Training.optional(),
  })
  .superRefine((contract, context) => {
    for (const { path, message } of contradictions(contract)) {
      context.addIssue({ code: "custom", path: [...path], message });
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

/** Where a command finds the adapters. */
export const ADAPTERS = "/in/adapters";

/** The command that scores: the contract's own, or the adapter's with the model and what its fields are called. */
export function scoringCommand({ command, adapter, output }: ScoringContract): readonly string[] {
  return command ?? ["python", `${ADAPTERS}/score-${adapter}.py`, "{model}", JSON.stringify(output.names ?? {})];
}

/** What the commands need: the input by whichever way, and every place that they name. */
export function placesOf(contract: ScoringContract, isTrained: boolean): Place[] {
  const training = isTrained ? (contract.training?.command ?? []) : [];
  const named = placesIn([...scoringCommand(contract), ...training]);
  return PLACES.filter((place) => place === "input" || named.includes(place));
}

/** A command with its places filled in. */
export function filled(command: readonly string[], at: Readonly<Partial<Record<Place, string>>>): string[] {
  return command.map((text) => text.replaceAll(PLACEHOLDER, (whole, name: Place) => at[name] ?? whole));
}
