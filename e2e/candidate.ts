import { randomBytes } from "node:crypto";
import { address, type Door, UnexpectedAnswer } from "../cli/sample/door";
import { ensureSimulation, type Personas, personas, type SignIn } from "../cli/sample/personas";
import type { SeedEvent } from "../cli/sample/seed";
import { ActReply } from "../lib/contract/promotion";
import { sha256 } from "../lib/hash";
import { sampleAccounts } from "./world";

/** A project of one journey alone, where two versions of a model are recorded and the first is live. */
export interface Candidate {
  readonly project: string;
  readonly model: string;
  readonly live: string;
  readonly next: string;
  /** Somebody who may ask for promotions and approve them, but never their own. */
  readonly both: SignIn;
}

const MODEL = "ranker";
const LIVE = `${MODEL}:v1`;
const NEXT = `${MODEL}:v2`;

function event(action: SeedEvent["action"], type: SeedEvent["subject"]["type"], id: string, more: Partial<SeedEvent>) {
  const subject = { type, id };
  const timestamp = new Date().toISOString();
  return {
    event_id: `${action}:${id}`,
    action,
    actor: { type: "service" as const, id: "svc-ci" },
    timestamp,
    subject,
    ...more,
  };
}

/** A version with a digest and passed tests, as continuous integration records it. */
function version(id: string): SeedEvent[] {
  const tests = `att:${id}:tests`;
  return [
    event("register", "model_version", id, {
      related: [{ rel: "VERSION_OF", type: "model", id: MODEL }],
      declares: [{ type: "model_version", id, sha256: sha256(id), format: "onnx" }],
    }),
    event("attest", "attestation", tests, {
      related: [{ rel: "ATTESTS", type: "model_version", id }],
      declares: [{ type: "attestation", id: tests, claim: "tests", result: "passed" }],
    }),
  ];
}

async function post(door: Door, parts: readonly string[], body: unknown): Promise<unknown> {
  const answer = await door.send("POST", parts, body);
  if (answer.status >= 300) {
    throw new UnexpectedAnswer(parts.join("/"), answer);
  }
  return answer.body;
}

/** Asks, approves twice, promotes and deploys, each by whom it behoves. */
async function bringLive(people: Personas, project: string): Promise<void> {
  const at = (...parts: string[]) => ["projects", project, ...parts];
  const asked = await post(await people.as("dana.scientist"), at("promotion-requests"), { modelVersion: LIVE });
  const request = ActReply.parse(asked).made?.id ?? "";
  for (const approver of ["alex.approver", "blair.approver"]) {
    const signature = people.signature(approver);
    await post(await people.as(approver), at("promotion-requests", request, "approvals"), signature);
  }
  const operator = await people.as("olga.operator");
  const signature = people.signature("olga.operator");
  await post(operator, at("promotion-requests", request, "promotion"), signature);
  const deployed = { id: "D1", promotionRequest: request, configSha256: sha256("config 1") };
  await post(operator, at("deployments"), { ...deployed, ...signature });
}

/** Makes a project through the API, with names that nobody had before. */
export async function makeCandidate(baseUrl: string): Promise<Candidate> {
  const mark = randomBytes(5).toString("hex");
  // After the sample in the list of projects: a reader who names none begins in the first.
  const project = `trial-${mark}`;
  const both = { username: `both.${mark}`, password: randomBytes(15).toString("base64url") };
  const people = personas(address(baseUrl), project, sampleAccounts());
  try {
    const administrator = await people.administrator();
    await ensureSimulation(administrator, project);
    const roles = ["data_scientist", "approver"];
    await post(administrator, ["accounts"], { ...both, displayName: `Both ${mark}`, kind: "user", roles });
    const model = event("record", "model", MODEL, { declares: [{ type: "model", id: MODEL }] });
    const events = [model, ...version(LIVE), ...version(NEXT)];
    await post(await people.as("svc-ci"), ["projects", project, "events"], events);
    await bringLive(people, project);
  } finally {
    await people.leave();
  }
  return { project, model: MODEL, live: LIVE, next: NEXT, both };
}
