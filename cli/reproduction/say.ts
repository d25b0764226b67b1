import { line } from "@/cli/remote/say";
import type { Cause } from "@/graph-schema/reproduction";
import { counted } from "@/lib/contract/amount";
import { sayReason } from "@/lib/contract/reasons";
import type { TraceReply } from "@/lib/contract/reply";
import { filled, scoringCommand } from "@/lib/reproduction/contract";
import type { Part, Plan } from "@/lib/reproduction/plan";
import type { Reproduction } from "@/lib/reproduction/reproduce";
import type { Step } from "@/lib/reproduction/stage";

/** The chain from the prediction to its data in one line. */
export function sayChain({ prediction, deployment, modelVersion, run, datasets }: TraceReply): string {
  const steps = [prediction, deployment, modelVersion, run].map((step) => step?.id ?? "(not recorded)");
  return [...steps, datasets.map(({ id }) => id).join(", ") || "(not recorded)"].join(" -> ");
}

/** A part of the chain, after it was fetched: whether its bytes have the digest that is recorded. */
export function sayFetched({ part, of, content }: Part, isVerified: boolean): string {
  const mark = isVerified ? "✓" : "✗";
  return `${mark} ${line(part, `${of.id}  ${content.digest}  ${content.sizeBytes} bytes${isVerified ? ", verified" : ", NOT what is recorded"}`)}`;
}

/** What would be run, and with what. */
export function sayPlan({ parts, contract, python, node, image, seed, isTrained, notes }: Plan): string[] {
  const shown = (command: readonly string[]) => filled(command, seed === null ? {} : { seed }).join(" ");
  return [
    ...parts.map(
      ({ part, of, content }) => `  ${line(part, `${of.id}  ${content.digest}  ${content.sizeBytes} bytes`)}`,
    ),
    ...(image === null ? [] : [`  ${line("image", image)}`]),
    ...(image !== null || (python === null && node !== null) ? [] : [`  ${line("python", python ?? "any")}`]),
    ...(image !== null || node === null ? [] : [`  ${line("node", node)}`]),
    ...(isTrained && contract.training ? [`  ${line("training", shown(contract.training.command))}`] : []),
    `  ${line("scoring", shown(scoringCommand(contract)))}`,
    ...notes.map((note) => `  ${sayReason(note)}`),
  ];
}

const STEPS: Readonly<Record<Step, string>> = {
  environment: "building the environment, or finding it",
  training: "training in isolation",
  scoring: "scoring in isolation",
};

/** What is being done. */
export function sayStep(step: Step, run: number): string {
  return run === 1 ? `… ${STEPS[step]}` : `… ${STEPS[step]}, run ${run}`;
}

const CAUSES: Readonly<Record<Cause, string>> = {
  data: "the data",
  code: "the code or configuration",
  environment: "the environment",
  model_file: "the model file",
  seed: "the seed, or chance",
  unknown: "unknown",
};

/** What came of it, why, and how much. */
export function sayVerdict(found: Omit<Reproduction, "used">): string[] {
  const { verdict, cause, reasons, compared, differing, runs, said, memory } = found;
  const head = {
    reproduced: `reproduced: ${counted(compared, "field")} came again as recorded`,
    differs: `differs: ${differing} of ${compared} fields, in ${counted(runs, "run")}`,
    cannot_be_reproduced: "cannot be reproduced",
  }[verdict];
  return [
    head,
    ...(cause ? [line("cause", CAUSES[cause])] : []),
    ...reasons.map((each) => `  ${printable(sayReason(each))}`),
    ...(memory === "each"
      ? ["  Memory was limited for each process, not for all of them together: no control group could be made."]
      : []),
    ...(said === ""
      ? []
      : [
          "  It said:",
          ...said
            .trimEnd()
            .split("\n")
            .slice(-10)
            .map((text) => `    ${printable(text)}`),
        ]),
  ];
}

/** What a hostile command says reaches a terminal: no control characters. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "�");
}
