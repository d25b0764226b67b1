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
import { openFindings, raise } from "@/lib/log/findings";
import { type Alerting, alertForTest, alertOpen } from "./alert";
import { type Channel, webhook } from "./channels";
import { deliveries } from "./deliveries";

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
let by: Alerting;
let system: EnvelopeActor;

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
  channel = webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0P53CRET`);
  by = { channels: [channel], secret };
  await ensureSystemAccounts();
  system = await builtInActor("system");
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
  return (await read((tx) => deliveries(tx, [{ id: finding, project: "default" }], [channel]))).get(finding)?.[0];
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
  await alertOpen(system, by);
  await alertOpen(system, by, Date.now() + HOUR_MS);
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
  await alertOpen(system, by);
  await alertOpen(system, by);
  expect(about(id)).toHaveLength(1);
  expect(await deliveryOf(id)).toMatchObject({ state: "failing", attempts: 1, error: "HTTP status 500" });
  status = 200;
  await alertOpen(system, by, Date.now() + HOUR_MS);
  expect(about(id).map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
  expect(await deliveryOf(id)).toMatchObject({ state: "delivered", attempts: 2 });
});

test("nobody is followed to another address, and one that is not there is told as that", async () => {
  status = 302;
  const id = await found("c");
  const nowhere = webhook("http://127.0.0.1:9/none");
  await alertOpen(system, { ...by, channels: [channel, nowhere] });
  expect(received.filter(({ path }) => path === "/elsewhere")).toEqual([]);
  const told = (await read((tx) => deliveries(tx, [{ id, project: "default" }], [channel, nowhere]))).get(id);
  expect(told?.map(({ state }) => state)).toEqual(["failing", "failing"]);
  expect(told?.every(({ error }) => error !== null && error.length > 0)).toBe(true);
});

test("what the recorder did not sign makes no alert look delivered", async () => {
  status = 500;
  const id = await found("d");
  await alertOpen(system, by);
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
  await alertOpen(system, by, Date.now() + HOUR_MS);
  const rows = await read((tx) =>
    tx.rows("MATCH (e:AuditEvent {action: 'notify'}) RETURN e.note AS note", {}, z.object({ note: z.string() })),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ note }) => note.includes("T0P53CRET"))).toEqual([]);
});

test("a test message says whether somebody takes it", async () => {
  expect(await alertForTest(system, by, "test:1")).toEqual([{ channel: channel.name, outcome: "done", status: 204 }]);
  expect(received[0]?.headers["webhook-id"]).toBe("test:1");
});
