import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { settleLog } from "@/cli/supervise/log";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { plainProgress } from "@/cli/supervise/progress";
import { keepIntegrating } from "@/cli/worker/integrate";
import { HealthReply } from "@/lib/contract/log";
import { autocommit, read } from "@/lib/graph/session";
import { health } from "@/lib/http/health";
import { send, testSource } from "@/lib/ledger/testing";
import { alone } from "./anchors";
import { placesTaken, readHead } from "./head";
import { round } from "./integrator";
import { logStorage } from "./open";
import { logState } from "./state";
import type { LogStorage } from "./storage";
import { toldFindings } from "./told-findings";
import { verifyLog } from "./verification";

// Without the guard, which lets none of this happen: a server of one's own may have lost it.
ownDatabase({ guard: false, isReady: true });

let storage: LogStorage;
let source: Awaited<ReturnType<typeof testSource>>;
let sent = 0;

async function record(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => {
    sent += 1;
    const subject = { type: "dataset", id: `DS:${sent}` };
    return { event_id: `e-${sent}`, action: "record", timestamp: "2025-05-05T14:03:00Z", subject, metadata: {} };
  });
  await send(source, events);
}

async function integrated(): Promise<void> {
  for (let done = await round(storage, "me"); done && done.added > 0; done = await round(storage, "me")) {
    // On to the next batch.
  }
}

async function found(): Promise<string[]> {
  return (await verifyLog(storage, { isReplayed: false, onProgress: () => undefined })).map(({ kind }) => kind);
}

async function start(): Promise<string> {
  const said: string[] = [];
  await settleLog(
    false,
    plainProgress((line) => said.push(line)),
  );
  return said.join("\n");
}

/** What the worker tells first of a head that is wrong. */
async function toldByWorker(): Promise<string> {
  const ended = new AbortController();
  const told: string[] = [];
  await keepIntegrating({
    ...{ storage, me: "me", signal: ended.signal, cosign: alone },
    onRound: async () => ended.abort(),
    async onTampered({ kind, message }) {
      told.push(`${kind}: ${message}`);
      ended.abort();
    },
    onTrouble(error) {
      told.push(String(error));
      ended.abort();
    },
  });
  return told.join("\n");
}

async function healthNow(): Promise<HealthReply> {
  return HealthReply.parse(await (await health()).json());
}

beforeAll(async () => {
  storage = logStorage();
  source = await testSource();
  await record(700);
  await integrated();
});

test("of a head that nobody touched nothing is said, and a start leaves it as it is", async () => {
  expect(await toldByWorker()).toBe("");
  expect(await start()).toBe("");
  expect(await found()).toEqual([]);
  expect(await healthNow()).toMatchObject({ status: "ok", logFault: null });
});

test("a log without its head is told as such, and grows by nothing until a start brings the head back, on record", async () => {
  const before = await read(placesTaken);
  await autocommit("MATCH (h:LogHead) DETACH DELETE h");
  await record(2);
  const fault = "the log's head says 0 entries, or is gone, and the place 0 is taken";
  expect(await toldByWorker()).toBe(`head_differs: ${fault}`);
  expect(await read(readHead)).toBeUndefined();
  expect(await read(placesTaken)).toBe(before);
  expect(await found()).toContain("head_differs");
  expect(await healthNow()).toMatchObject({ status: "degraded", logFault: fault });
  expect(await logState()).toMatchObject({ size: before, fault, published: { size: before } });

  expect(await start()).toContain(`${fault}. Brought back to ${before} entries, on record`);
  expect(await read(readHead)).toMatchObject({ size: before });
  const Facts = z.object({ facts: z.string() });
  const [restored] = await read((tx) =>
    tx.rows("MATCH (e:AuditEvent {action: 'restore'}) WHERE e.stamp > 0 RETURN e.facts AS facts", {}, Facts),
  );
  expect(JSON.parse(restored?.facts ?? "")).toMatchObject({ what: "head", from: 0, to: before });
  const findings = await read(toldFindings);
  expect(findings.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([`head_differs: ${fault}`]);
  await integrated();
  expect(await read(placesTaken)).toBeGreaterThan(before + 2);
  expect(await found()).toEqual([]);
});

test.each([
  ["is set back", "SET h.size = h.size - 600"],
  ["is set to no size", "REMOVE h.size"],
  ["is set where no entry is", "SET h.size = h.size + 5"],
  ["has a later stamp, by which nothing would be in order", "SET h.stamp = h.stamp * 2"],
  ["has another edge", "SET h.edge = [hash IN h.edge | h.edge[0]]"],
  ["has an edge that is none", "SET h.edge = 17"],
  ["has an epoch that is none", "SET h.epoch = 'x'"],
])("a head that %s lets nothing in, is told, and comes back", async (_, attack) => {
  const before = await read(placesTaken);
  await autocommit(`MATCH (h:LogHead) ${attack}`);
  await record(1);
  expect(await toldByWorker()).toMatch(/^head_differs: /);
  expect(await read(placesTaken)).toBe(before);
  expect(await start()).toContain(`Brought back to ${before} entries`);
  await integrated();
  expect(await found()).toEqual([]);
});

test("a made-up place where the next entry belongs lets nothing in and is told, and what is there can be looked at", async () => {
  const size = await read(placesTaken);
  await autocommit("CREATE (:LogLeaf {index: $size, eventId: 'none', stamp: 1, hash: 'x'})", { size });
  await record(1);
  expect(await toldByWorker()).toBe(
    `head_differs: the log's head says ${size} entries, and the place ${size} is taken`,
  );
  expect(await start()).toContain("The log takes nothing in.");
  await autocommit("MATCH (l:LogLeaf {index: $size}) DELETE l", { size });
  await integrated();
  expect(await found()).toEqual([]);
});

// From the end on, since each stays.
test.each([
  ["a made-up place", "CREATE (:LogLeaf {index: 1000000, eventId: 'none', stamp: 1, hash: 'x'})", "places, and"],
  [
    "a changed event",
    "MATCH (:LogLeaf {index: 50})<-[:LOGGED_AS]-(e) SET e.note = e.note + ' '",
    "the place 50 is not",
  ],
  ["a place that is another's", "MATCH (l:LogLeaf {index: 40}) SET l.hash = 'x'", "the place 40 is not"],
])("beside %s no head is brought back: the start is refused, and says why", async (_, attack, why) => {
  await autocommit("MATCH (h:LogHead) DETACH DELETE h");
  await autocommit(attack);
  await expect(start()).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringMatching(`^the log's head cannot be brought back: .*${why}`),
    remedy: expect.stringContaining("npm start -- --restore"),
  });
  expect(await read(readHead)).toBeUndefined();
});
