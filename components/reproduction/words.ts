import { whoName } from "@/components/person/name";
import type { StateName } from "@/components/ui/state";
import type { Cause } from "@/graph-schema/reproduction";
import { counted } from "@/lib/contract/amount";
import type { ReproductionRow, ReproductionState, Runner } from "@/lib/contract/reproduction";

/** How each state is shown. */
export const STATES: Readonly<Record<ReproductionState, readonly [look: StateName, word: string]>> = {
  waiting: ["pending", "waiting"],
  running: ["pending", "running"],
  cancelled: ["ended", "cancelled"],
  reproduced: ["verified", "reproduced"],
  differs: ["broken", "differs"],
  cannot_be_reproduced: ["warning", "cannot be reproduced"],
};

const CAUSES: Readonly<Record<Cause, string>> = {
  data: "the data",
  code: "the code or configuration",
  environment: "the environment",
  model_file: "the model file",
  seed: "the seed, or chance",
  unknown: "not known",
};

function verdictSentence({ ended, state, train }: ReproductionRow): string {
  const { fields = 0, differing = 0, runs = 0, cause } = ended?.facts ?? {};
  const how = train ? " after the model was trained again" : "";
  switch (state) {
    case "reproduced":
      return `It came out as recorded${how}: ${counted(fields, "field")}.`;
    case "differs":
      return `It came out differently${how}: ${differing} of ${counted(fields, "field")} in ${counted(runs, "run")}. The cause is ${CAUSES[cause ?? "unknown"]}.`;
    default:
      return "It cannot be run again.";
  }
}

function cancelledSentence({ ended }: ReproductionRow): string {
  if (!ended) {
    return "It was cancelled.";
  }
  return `Cancelled ${ended.attempt === null ? "while it waited" : "under way"} by ${whoName(ended.by)}.`;
}

/** Where it stands, in a sentence. */
export function answerSentence(row: ReproductionRow): string {
  switch (row.state) {
    case "waiting":
      return row.place === null
        ? "It waits for a runner."
        : `It waits for a runner, at place ${row.place} of the queue.`;
    case "running":
      return row.attempts > 1 ? `A runner works on it, for the ${row.attempts}. time.` : "A runner works on it.";
    case "cancelled":
      return cancelledSentence(row);
    default:
      return verdictSentence(row);
  }
}

/** What is wrong with the runner, where it is not there; null where all is well. */
export function runnerTrouble({ isThere, askedAt }: Runner): { readonly since: string | null } | null {
  return isThere ? null : { since: askedAt };
}
