import { v7 as uuid } from "uuid";
import { openKeyFile } from "@/cli/caller-keys/key-file";
import { signEvent } from "@/cli/caller-keys/sign-event";
import { patiently } from "@/cli/remote/recording";
import type { Remote } from "@/cli/remote/remote";
import { ReproductionFacts } from "@/graph-schema/reproduction";
import { RecordReply } from "@/lib/contract/record";
import type { TraceReply } from "@/lib/contract/reply";
import type { VerdictBody } from "@/lib/contract/reproduction";
import type { Answer } from "@/lib/reproduction/compare";
import type { Reproduction } from "@/lib/reproduction/reproduce";

/** What was run, besides what came of it. */
interface Told {
  readonly trace: TraceReply;
  readonly isTrained: boolean;
  readonly contract: string | null;
  /** What the prediction answered, where it came to a comparison. */
  readonly expected: Answer;
}

const MOST_REASONS = 50;

const DIGEST_FACTS = {
  model: "model_sha256",
  code: "code_sha256",
  input: "input_sha256",
  config: "config_sha256",
  lockfile: "lockfile_sha256",
  image: "image_digest",
  dataset: "dataset_sha256",
  seed: undefined,
} as const;

function digestsOf({ used }: Reproduction): Record<string, string> {
  return Object.fromEntries(
    used.flatMap(({ part, used: digest }) => {
      const fact = DIGEST_FACTS[part];
      return fact === undefined ? [] : [[fact, digest]];
    }),
  );
}

/** What the log keeps of a verdict for good. */
export function factsOf(
  { isTrained, contract }: Pick<Told, "isTrained" | "contract">,
  found: Reproduction,
): ReproductionFacts {
  const { verdict, cause, reasons, compared, differing, runs, output, memory } = found;
  return ReproductionFacts.parse({
    verdict,
    ...(cause ? { cause } : {}),
    why: reasons.slice(0, MOST_REASONS).map(({ code }) => code),
    fields: compared,
    differing,
    runs,
    trained: isTrained,
    ...(contract ? { contract } : {}),
    ...(memory ? { memory } : {}),
    ...(output ? { output_sha256: output } : {}),
    ...digestsOf(found),
  });
}

/** What is kept encrypted beside that: the values that differ, what the prediction answered, and what went in. */
export function besideOf(
  { reasons, used }: Reproduction,
  expected: Answer,
): Pick<VerdictBody, "reasons" | "used" | "expected"> {
  return { reasons: reasons.slice(0, MOST_REASONS), used: [...used], expected };
}

/** The event that tells of a verdict: the prediction is its subject. */
function eventOf({ trace, ...told }: Told, found: Reproduction, now: Date) {
  const { prediction, modelVersion, deployment } = trace;
  return {
    event_id: uuid(),
    action: "reproduce",
    timestamp: now.toISOString(),
    subject: { type: prediction.type, id: prediction.id },
    related: [modelVersion, deployment].flatMap((each) => (each ? [{ type: each.type, id: each.id }] : [])),
    metadata: { ...factsOf(told, found), ...besideOf(found, told.expected) },
  };
}

/** Puts a verdict on record, signed with the caller's own key where one is given; the id of the record. */
export async function tellVerdict(app: Remote, told: Told, found: Reproduction, keyFile?: string): Promise<string> {
  const event = { text: JSON.stringify(eventOf(told, found, new Date())), line: 1 };
  const sent = keyFile === undefined ? event : signEvent(event, openKeyFile(keyFile), app.project);
  const { receipts } = await patiently(() => app.tell(RecordReply, ["events"], `[${sent.text}]`));
  return receipts[0]?.id ?? "";
}
