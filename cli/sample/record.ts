import { ActReply } from "@/lib/contract/promotion";
import { readStory, type Step } from "@/samples/churn/story";
import { type Answer, address, type Door, UnexpectedAnswer } from "./door";
import { type Journal, memoryJournal } from "./journal";
import { ensureSimulation, personas } from "./personas";

/** The project into which the sample is recorded. */
export const SAMPLE_PROJECT = "sample";

export interface RecordOptions {
  readonly project?: string;
  /** The public address where it differs from the one that is called. */
  readonly publicUrl?: string;
  /** Remembers how far it came, so that an interrupted recording goes on. */
  readonly journal?: Journal;
  /** Told after each step. */
  readonly onStep?: (done: number, total: number) => void;
}

/** Where a step goes below its project, and what is sent. */
interface Sending {
  readonly parts: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** The route of each act of the story. `made` knows the promotion requests by the names that the story gave them. */
function sending(step: Step, made: ReadonlyMap<string, string>): Sending {
  const request = "of" in step ? (made.get(step.of) ?? step.of) : "";
  const body = { ...step.body, at: step.at };
  switch (step.act) {
    case "event":
      return { parts: ["events"], body: step.body };
    case "request_promotion":
      return { parts: ["promotion-requests"], body };
    case "approve":
      return { parts: ["promotion-requests", request, "approvals"], body };
    case "reject":
      return { parts: ["promotion-requests", request, "rejections"], body };
    case "promote":
      return { parts: ["promotion-requests", request, "promotion"], body };
    case "deploy":
      return { parts: ["deployments"], body: { ...body, promotionRequest: request } };
    case "rollback":
      return { parts: ["deployments", step.deployment, "rollback"], body };
    case "retire":
      return { parts: ["model-versions", step.modelVersion, "retirement"], body };
  }
}

function inWords(step: Step): string {
  return `${step.at} ${step.persona} ${step.act} ${step.act === "event" ? step.body.event_id : JSON.stringify(step.body)}`;
}

/** Is it the answer that the story tells of? A step that was cut off may have happened already, and is refused now. */
function isAsTold(step: Step, { status }: Answer, mayBeRepeated: boolean): boolean {
  const wasRefused = status === 409;
  return step.expect === "refused" ? wasRefused : status < 300 || (wasRefused && mayBeRepeated);
}

async function replay(door: Door, project: string, step: Step, made: Map<string, string>, mayBeRepeated: boolean) {
  const { parts, body } = sending(step, made);
  const answer = await door.send("POST", ["projects", project, ...parts], body);
  if (!isAsTold(step, answer, mayBeRepeated)) {
    throw new UnexpectedAnswer(inWords(step), answer);
  }
  if (step.act === "request_promotion") {
    const id = ActReply.parse(answer.body).made?.id;
    if (id === undefined) {
      throw new UnexpectedAnswer(inWords(step), answer);
    }
    made.set(step.name, id);
  }
}

/**
 * Records the sample's story through the routes of the app at `baseUrl`: each persona signs in, each service shows a
 * token, and every step is sent at the story's time into a project labelled as a simulation.
 */
export async function recordSample(baseUrl: string, options: RecordOptions = {}): Promise<{ steps: number }> {
  const { project = SAMPLE_PROJECT, publicUrl, journal = memoryJournal(), onStep } = options;
  const steps = readStory().flatMap((chapter) => chapter.steps);
  const before = await journal.load();
  if (before.done >= steps.length) {
    return { steps: 0 };
  }
  const people = await personas(address(baseUrl, publicUrl), project);
  const made = new Map(Object.entries(before.made));
  try {
    await ensureSimulation(await people.administrator(), project);
    for (const [index, step] of steps.entries()) {
      if (index < before.done) {
        continue;
      }
      await replay(await people.as(step.persona), project, step, made, index === before.done && index > 0);
      await journal.save({ done: index + 1, made: Object.fromEntries(made) });
      onStep?.(index + 1, steps.length);
    }
  } finally {
    await people.leave();
  }
  return { steps: steps.length - before.done };
}
