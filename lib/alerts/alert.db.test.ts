import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { autocommit, read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { testActor } from "@/lib/ledger/testing";
import { openFindings, raise } from "@/lib/log/findings";
import { tellAgain } from "./again";
import { alertForTest, alertOpen } from "./alert";
import type { Channel } from "./channels";
import { deliveries } from "./deliveries";
import { webhook } from "./webhook";

ownDatabase({ isReady: true });

const secret = `whsec_${randomBytes(24).toString("base64")}`;
const HOUR_MS = 3_600_000;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[] = [];
let status = 204;
let channel: Channel;
let system: EnvelopeActor;
let person: EnvelopeActor;

beforeAll(async () => {
  server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) {
      chunks.push(chunk);
    }
    received.push({ path: message.url ?? "", headers: message.headers, body: Buffer.concat(chunks).toString("utf8") });
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0P53CRET`;
  channel = webhook({ least: "info", address }, secret);
  await ensureSystemAccounts();
  system = await builtInActor("system");
  person = await testActor();
});
afterAll(() => void server.close());
beforeEach(() => {
  received = [];
  status = 204;
});

async function found(detail: string): Promise<string> {
  await raise(system, { kind: "root_differs", detail });
  const open = await read(openFindings);
  return open.find((finding) => finding.detail === detail)?.id ?? "";
}

async function deliveryOf(finding: string) {
  return (await told(finding, [channel]))[0];
}

async function told(id: string, channels: readonly Channel[], severity = "critical") {
  return (await read((tx) => deliveries(tx, [{ id, severity, project: "default" }], channels))).get(id) ?? [];
}

function about(finding: string): Received[] {
  return received.filter(({ body }) => body.includes(`"${finding}"`));
}

/** The signature as the specification computes it, by means that are not ours. */
function signatureOf({ headers, body }: Received): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}

test("a finding is told once, signed, and that it was told is on record", async () => {
  const id = await found("a");
  expect(await deliveryOf(id)).toMatchObject({ state: "waiting", channel: channel.name });
  await alertOpen(system, [channel]);
  await alertOpen(system, [channel], Date.now() + HOUR_MS);
  const [message, ...more] = about(id);
  expect(more).toEqual([]);
  expect(message?.headers["webhook-id"]).toBe(id);
  expect(message && signatureOf(message)).toBe(message?.headers["webhook-signature"]);
  expect(Math.abs(Number(message?.headers["webhook-timestamp"]) - Date.now() / 1_000)).toBeLessThan(60);
  expect(JSON.parse(message?.body ?? "")).toMatchObject({
    type: "finding.opened",
    data: { finding: id, kind: "root_differs", severity: "critical", detail: "a" },
  });
  expect(await deliveryOf(id)).toMatchObject({ state: "delivered", attempts: 1 });
});

test("a receiver that fails is tried again when it is time, under the same id", async () => {
  status = 500;
  const id = await found("b");
  await alertOpen(system, [channel]);
  await alertOpen(system, [channel]);
  expect(about(id)).toHaveLength(1);
  expect(await deliveryOf(id)).toMatchObject({ state: "failing", attempts: 1, error: "HTTP status 500" });
  status = 200;
  await alertOpen(system, [channel], Date.now() + HOUR_MS);
  expect(about(id).map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
  expect(await deliveryOf(id)).toMatchObject({ state: "delivered", attempts: 2 });
});

test("nobody is followed to another address, and one that is not there is told as that", async () => {
  status = 302;
  const id = await found("c");
  const nowhere = webhook({ least: "info", address: "http://127.0.0.1:9/none" }, secret);
  await alertOpen(system, [channel, nowhere]);
  expect(received.filter(({ path }) => path === "/elsewhere")).toEqual([]);
  const both = await told(id, [channel, nowhere]);
  expect(both.map(({ state }) => state)).toEqual(["failing", "failing"]);
  expect(both.every(({ error }) => error !== null && error.length > 0)).toBe(true);
});

test("who wants to know of the worst alone is not told of less", async () => {
  await raise(system, { kind: "pending_too_long", detail: "w", severity: "warning" });
  const id = (await read(openFindings)).find(({ detail }) => detail === "w")?.id ?? "";
  const worst = { ...channel, name: "webhook:worst#00000000", least: "critical" } as const;
  await alertOpen(system, [channel, worst]);
  expect(about(id)).toHaveLength(1);
  expect((await told(id, [channel, worst], "warning")).map((each) => each.channel)).toEqual([channel.name]);
});

test("an alert that failed is sent again when a person asks for it, and only then", async () => {
  status = 500;
  const id = await found("again");
  await alertOpen(system, [channel]);
  status = 204;
  const asked = await tellAgain(person, id, channel.name, [channel]);
  expect(asked.outcome).toBe("done");
  expect(await deliveryOf(id)).toMatchObject({ state: "waiting", attempts: 0 });
  await alertOpen(system, [channel]);
  expect(await deliveryOf(id)).toMatchObject({ state: "delivered", attempts: 1 });
  expect(await tellAgain(person, id, channel.name, [channel])).toMatchObject({
    outcome: "refused",
    reasons: [{ code: "alert_not_failing", params: { channel: channel.name } }],
  });
  await expect(tellAgain(person, "find:0000000000000000", channel.name, [channel])).rejects.toThrow("no finding");
});

test("what the recorder did not sign makes no alert look delivered", async () => {
  status = 500;
  const id = await found("d");
  await alertOpen(system, [channel]);
  await autocommit(
    `MATCH (f:Artifact {id: $id})<-[:ABOUT]-(e:AuditEvent {action: 'notify'})
     CREATE (x:AuditEvent)-[:ABOUT {role: 'subject'}]->(f)
     SET x = e {.*, id: 'forged', eventId: 'forged', outcome: 'done', note: replace(e.note, '"failed"', '"done"')}`,
    { id },
  );
  expect(await deliveryOf(id)).toMatchObject({ state: "failing", attempts: 1 });
});

test("a secret in an address stays out of the record", async () => {
  expect(channel.name).toMatch(/^webhook:127\.0\.0\.1:\d+#[0-9a-f]{8}$/);
  await alertOpen(system, [channel], Date.now() + HOUR_MS);
  const rows = await read((tx) =>
    tx.rows("MATCH (e:AuditEvent {action: 'notify'}) RETURN e.note AS note", {}, z.object({ note: z.string() })),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ note }) => note.includes("T0P53CRET"))).toEqual([]);
});

test("a test message says whether somebody takes it", async () => {
  expect(await alertForTest(system, [channel], "test:1")).toEqual([
    { channel: channel.name, outcome: "done", status: 204 },
  ]);
  expect(received[0]?.headers["webhook-id"]).toBe("test:1");
});
