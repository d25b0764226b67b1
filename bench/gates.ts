import { randomBytes } from "node:crypto";
import { address, type Door, UnexpectedAnswer } from "@/cli/sample/door";
import { personas } from "@/cli/sample/personas";
import type { SeedEvent } from "@/cli/sample/seed";
import { MAX_BATCH } from "@/graph-schema/wire";
import { ActReply, PromotionsReply } from "@/lib/contract/promotion";
import { sha256 } from "@/lib/hash";
import { readSampleAccounts } from "@/lib/identity/sample";
import { closedLoop, type Line, quantile } from "./measure";
import { post, type Stage } from "./stage";
import { inBatches } from "./writes";

const ATTESTATIONS = 1_000;
const TRIES = 400;
/** Warming up is not measured: until then the database compiles what it runs. */
const WARM = 100;
/** So many ask for promotions at once while the inbox is filled, which is not measured. */
const REQUESTERS = 8;
const GATE_MS = 100;
const INBOX_MS = 300;

function event(action: SeedEvent["action"], type: SeedEvent["subject"]["type"], id: string, more: Partial<SeedEvent>) {
  const actor = { type: "service" as const, id: "svc-ci" };
  return {
    event_id: `${action} ${id}`,
    action,
    actor,
    timestamp: new Date().toISOString(),
    subject: { type, id },
    ...more,
  };
}

function attestations(version: string): SeedEvent[] {
  return Array.from({ length: ATTESTATIONS }, (_, index) => {
    const id = `att:${version}:${index}`;
    return event("attest", "attestation", id, {
      related: [{ rel: "ATTESTS", type: "model_version", id: version }],
      declares: [{ type: "attestation", id, claim: index % 2 === 0 ? "tests" : "drift", result: "passed" }],
    });
  });
}

/** Versions of one model, of which each waits for its own decision. */
function versions(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `ranker:w${index}`);
}

function registration(version: string): SeedEvent {
  return event("register", "model_version", version, {
    related: [{ rel: "VERSION_OF", type: "model", id: "ranker" }],
    declares: [
      { type: "model", id: "ranker" },
      { type: "model_version", id: version, sha256: sha256(version) },
    ],
  });
}

async function seed(door: Door, project: string, events: readonly SeedEvent[]): Promise<void> {
  for (const batch of inBatches(events, MAX_BATCH)) {
    await post(door, project, batch);
  }
}

async function request(door: Door, project: string, modelVersion: string): Promise<string> {
  const answer = await door.send("POST", ["projects", project, "promotion-requests"], { modelVersion });
  const made = ActReply.safeParse(answer.body).data?.made;
  if (!made) {
    throw new UnexpectedAnswer("a request", answer);
  }
  return made.id;
}

function line(what: string, each: readonly number[], most: number): Line {
  const p95 = quantile(each.slice(WARM), 0.95);
  const ours = `p95 ${p95.toFixed(1)} ms (p50 ${quantile(each.slice(WARM), 0.5).toFixed(1)})`;
  return { what, ours, floor: `${most} ms`, ratio: p95 / most, goal: { atMost: 1 } };
}

/**
 * A gate that is shut decides and records its refusal, on a version with a thousand attestations; and the inbox of an approver for
 * whom `requests` requests wait. Both by the API, one after the other, against what people are willing to wait.
 */
export async function measureGates({ app, door, makeProject }: Stage, requests: number): Promise<Line[]> {
  const project = `gates-${randomBytes(4).toString("hex")}`;
  await makeProject(project);
  const version = "ranker:v1";
  await post(door, project, [registration(version)]);
  await seed(door, project, attestations(version));
  const people = personas(address(app.url), project, readSampleAccounts()?.accounts ?? []);
  try {
    const scientist = await people.as("dana.scientist");
    const id = await request(scientist, project, version);
    // A service shows its token: how long a password takes to check is no part of the decision.
    const promoter = await people.as("svc-promoter");
    const tries = Array.from({ length: WARM + TRIES }, (_, index) => index);
    const decide = await closedLoop(tries, 1, () =>
      promoter.send("POST", ["projects", project, "promotion-requests", id, "promotion"], {}),
    );
    const others = versions(requests - 1);
    await seed(door, project, others.map(registration));
    await closedLoop(others, REQUESTERS, (each) => request(scientist, project, each));
    const approver = await people.as("alex.approver");
    const look = async () => {
      const query = { undecided: "true" };
      const answer = await approver.send("GET", ["projects", project, "promotion-requests"], undefined, query);
      if (PromotionsReply.safeParse(answer.body).data?.total !== requests) {
        throw new UnexpectedAnswer("the inbox", answer);
      }
    };
    const inbox = await closedLoop(tries, 1, look);
    return [
      line(
        `gate decision with ${ATTESTATIONS.toLocaleString("en")} attestations, refused and recorded`,
        decide.each,
        GATE_MS,
      ),
      line(`inbox of an approver with ${requests.toLocaleString("en")} requests`, inbox.each, INBOX_MS),
    ];
  } finally {
    await people.leave();
  }
}
