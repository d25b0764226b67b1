import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { WireInstant } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import type { Source } from "@/lib/ledger/prepare";
import { send, testSource } from "@/lib/ledger/testing";
import { live } from "./live";
import { models } from "./models";

function event(timestamp: string, action: string, subject: string, related: string[], metadata: object = {}) {
  const ref = (text: string) => {
    const [type, id] = text.split(" ");
    return { type, id };
  };
  return { event_id: randomUUID(), action, timestamp, subject: ref(subject), related: related.map(ref), metadata };
}

const target = { target: "production" };

/** churn:v1 as D44 in May; churn:v2 as D45 from June on, retired in August. All of it happened elsewhere. */
async function history(): Promise<Source> {
  const source = await testSource();
  const result = await send(source, [
    {
      ...event("2024-05-01T00:00:00Z", "register", "model_version churn:v1", ["model churn"]),
      declares: [{ type: "model", id: "churn" }],
    },
    event("2024-05-01T00:00:00Z", "register", "model_version churn:v2", ["model churn"]),
    event("2024-05-02T00:00:00Z", "deploy", "deployment D44", ["model_version churn:v1"], target),
    event("2024-05-31T00:00:00Z", "promote", "model_version churn:v2", [], { to_stage: "production" }),
    event("2024-06-01T00:00:00Z", "deploy", "deployment D45", ["model_version churn:v2", "deployment D44"], target),
    event("2024-06-15T00:00:00Z", "attest", "attestation att:late", ["model_version churn:v2"], { claim: "tests" }),
    event("2024-08-01T00:00:00Z", "retire", "deployment D45", []),
  ]);
  expect(result).toMatchObject({ outcome: "done" });
  return source;
}

async function at(source: Source, time: string) {
  const reply = await live(source.project, "churn", "production", WireInstant.parse(time));
  return reply.live;
}

test("what was live at a time is what had begun and not ended then", async () => {
  const source = await history();
  expect(await at(source, "2024-05-01T12:00:00Z")).toBeNull();
  expect((await at(source, "2024-05-20T00:00:00Z"))?.deployment.id).toBe("D44");
  expect((await at(source, "2024-06-01T00:00:00Z"))?.deployment.id).toBe("D45");
  expect(await at(source, "2024-08-02T00:00:00Z")).toBeNull();
  const { history: past } = await live(source.project, "churn", "production");
  expect(
    past.map(({ deployment, from, until }) => `${deployment} ${from.slice(0, 10)} ${until?.slice(0, 10)}`),
  ).toEqual(["D45 2024-06-01 2024-08-01", "D44 2024-05-02 2024-06-01"]);
});

test("only what was there at the time is told, and what is unknown is null", async () => {
  const source = await history();
  const june = await at(source, "2024-06-02T00:00:00Z");
  expect(june).toMatchObject({ run: null, promotionRequest: null, approvals: [], attestations: [], datasets: [] });
  expect(june?.stage).toMatchObject({ name: "production", origin: "asserted" });
  expect((await at(source, "2024-07-01T00:00:00Z"))?.attestations.map(({ id }) => id)).toEqual(["att:late"]);
  expect((await at(source, "2024-05-20T00:00:00Z"))?.stage).toBeNull();
});

test("a promotion that was carried out here outweighs a later one that is only asserted", async () => {
  const source = await history();
  const acted = { origin: "acted", outcome: "done", actor: source.actor, project: source.project } as const;
  const subject = { type: "model_version", id: "churn:v2" } as const;
  const when = WireInstant.parse("2024-05-30T00:00:00Z");
  await write((tx) => append(tx, [{ ...acted, action: "promote", subject, at: when, facts: { to_stage: "canary" } }]));
  expect((await at(source, "2024-06-02T00:00:00Z"))?.stage).toMatchObject({ name: "canary", origin: "acted" });
});

test("the list of models says what is live of each, and a model that nobody recorded is not found", async () => {
  const source = await history();
  await send(source, event("2024-09-01T00:00:00Z", "deploy", "deployment D50", ["model_version churn:v2"], target));
  const reply = await models(source.project, { limit: 10 });
  expect(reply).toMatchObject({ total: 1, truncated: false });
  expect(reply.models).toEqual([
    {
      id: "churn",
      versions: 2,
      latest: "churn:v2",
      live: {
        modelVersion: "churn:v2",
        deployment: "D50",
        since: "2024-09-01T00:00:00.000Z",
        recordedAt: expect.stringMatching(/^20.*Z$/),
        origin: "asserted",
      },
    },
  ]);
  await expect(live(source.project, "fraud", "production")).rejects.toBeInstanceOf(NotFound);
});
