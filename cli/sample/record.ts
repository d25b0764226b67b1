import { ActReply } from "@/lib/contract/promotion";
import { sha256 } from "@/lib/hash";
import { SAMPLE_PROJECT } from "@/lib/identity/sample";
import { readStory, type Step } from "@/samples/churn/story";
import { attachBytes } from "./attach";
import { type Answer, address, UnexpectedAnswer } from "./door";
import { type Journal, memoryJournal } from "./journal";
import { ensureSimulation, type Personas, personas, type SignIn } from "./personas";

export interface RecordOptions {
  /** How the personas sign in. */
  readonly accounts: readonly SignIn[];
  readonly project?: string;
  /** The public address where it differs from the one that is called. */
  readonly publicUrl?: string;
  /** Remembers how far it came, so that an interrupted recording goes on. */
  readonly journal?: Journal;
  /** Told at the beginning and after each request: how many steps are done. */
  readonly onStep?: (done: number, total: number) => void;
}

/** Where a step goes below its project, and what is sent. */
interface Sending {
  readonly parts: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

type Act = Exclude<Step, { act: "event" | "attach" }>;

interface Scene {
  readonly project: string;
  readonly people: Personas;
  /** The promotion requests by the names that the story gives them. */
  readonly made: Map<string, string>;
}

/** The route of each act of the story. */
function sending(step: Act, { made, people }: Scene): Sending {
  const request = "of" in step ? (made.get(step.of) ?? step.of) : "";
  const body = { ...step.body, at: step.at };
  const signature = people.signature(step.persona);
  switch (step.act) {
    case "request_promotion":
      return { parts: ["promotion-requests"], body };
    case "approve":
      return { parts: ["promotion-requests", request, "approvals"], body: { ...body, ...signature } };
    case "reject":
      return { parts: ["promotion-requests", request, "rejections"], body: { ...body, ...signature } };
    case "promote":
      return { parts: ["promotion-requests", request, "promotion"], body: { ...body, ...signature } };
    case "deploy":
      return { parts: ["deployments"], body: { ...body, ...signature, promotionRequest: request } };
    case "rollback":
      return { parts: ["deployments", step.deployment, "rollback"], body: { ...body, ...signature } };
    case "retire":
      return { parts: ["model-versions", step.modelVersion, "retirement"], body };
    case "publish_policy":
      return { parts: ["policies"], body: { ...body, ...signature } };
    case "override":
      return { parts: ["promotion-requests", request, "overrides"], body: { ...body, ...signature } };
    case "open_incident":
      return { parts: ["incidents"], body };
    case "find_cause":
      return { parts: ["incidents", step.incident, "cause"], body };
    case "correct":
      return { parts: ["incidents", step.incident, "actions"], body };
    case "close_incident":
      return { parts: ["incidents", step.incident, "closing"], body };
  }
}

function inWords(step: Step): string {
  return `${step.at} ${step.persona} ${step.act} ${step.act === "event" ? step.body.event_id : JSON.stringify(step.body)}`;
}

/** Steps that are sent in one request: an act alone, events of one persona in a row together. */
function requests(steps: readonly Step[]): Step[][] {
  const grouped: Step[][] = [];
  for (const step of steps) {
    const last = grouped.at(-1);
    const goesOn = last?.[0]?.act === "event" && step.act === "event" && last[0].persona === step.persona;
    if (last && goesOn) {
      last.push(step);
    } else {
      grouped.push([step]);
    }
  }
  return grouped;
}

async function recordEvents({ people, project }: Scene, first: Step, steps: readonly Step[]): Promise<void> {
  const door = await people.as(first.persona);
  const bodies = steps.map(({ body }) => body);
  const answer = await door.send("POST", ["projects", project, "events"], bodies);
  if (answer.status >= 300) {
    throw new UnexpectedAnswer(inWords(first), answer);
  }
}

async function attach({ people, project }: Scene, step: Extract<Step, { act: "attach" }>): Promise<void> {
  const refused = await attachBytes(await people.as(step.persona), project, step.body);
  if (refused) {
    throw new UnexpectedAnswer(`${step.at} ${step.persona} attach ${step.body.type} ${step.body.id}`, refused);
  }
}

/** Is it the answer that the story tells of? A step that was cut off may have happened already, and is refused now. */
function isAsTold(step: Step, { status }: Answer, mayBeRepeated: boolean): boolean {
  const wasRefused = status === 409;
  return step.expect === "refused" ? wasRefused : status < 300 || (wasRefused && mayBeRepeated);
}

async function act(scene: Scene, step: Act, mayBeRepeated: boolean): Promise<void> {
  const { people, project, made } = scene;
  const door = await people.as(step.persona);
  const { parts, body } = sending(step, scene);
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
 * token, and every step is sent with the story's time into a project labelled as a simulation.
 */
export async function recordSample(baseUrl: string, options: RecordOptions): Promise<{ steps: number }> {
  const { accounts, project = SAMPLE_PROJECT, publicUrl, journal = memoryJournal(), onStep } = options;
  const steps = readStory().flatMap((chapter) => chapter.steps);
  const story = sha256(JSON.stringify(steps));
  const before = await journal.load();
  // Another release tells another story. What it has recorded stays, and no step of ours would fit after it.
  if (before.done >= steps.length || (before.done > 0 && before.story !== story)) {
    return { steps: 0 };
  }
  const people = personas(address(baseUrl, publicUrl), project, accounts);
  const made = new Map(Object.entries(before.made));
  const scene = { project, people, made };
  let done = before.done;
  try {
    onStep?.(done, steps.length);
    await ensureSimulation(await people.administrator(), project);
    for (const together of requests(steps.slice(before.done))) {
      const [first] = together;
      if (first?.act === "event") {
        await recordEvents(scene, first, together);
      } else if (first?.act === "attach") {
        await attach(scene, first);
      } else if (first) {
        await act(scene, first, done === before.done && done > 0);
      }
      done += together.length;
      await journal.save({ done, made: Object.fromEntries(made), story });
      onStep?.(done, steps.length);
    }
  } finally {
    await people.leave();
  }
  return { steps: done - before.done };
}
