import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { stampOf } from "@/graph-schema/values";
import { autocommit, read } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { asOf } from "@/lib/ledger/asOf";
import { send, testSource } from "@/lib/ledger/testing";
import { openCheckpoint } from "@/lib/tlog/checkpoint";
import { parseVkeys } from "@/lib/tlog/note";
import { entriesOf } from "@/lib/tlog/tile";
import { directoryStorage } from "./directory";
import { integrate, waiting } from "./integrate";
import { round } from "./integrator";
import { CHECKPOINT } from "./publish";
import { verifyLog } from "./verification";

const own = ownDatabase({ guard: true, isReady: true });

function events(count: number, prefix: string) {
  return Array.from({ length: count }, (_, index) => ({
    event_id: `${prefix}-${index}`,
    action: "record",
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "dataset", id: `DS:${prefix}-${index}` },
    metadata: { row_count: index, note: "kept beside" },
  }));
}

async function trust() {
  const keys = await publicKeys();
  return { origin: keys.origin, logKeys: parseVkeys(keys.log) };
}

async function notesInOrder(): Promise<string[]> {
  const row = z.object({ note: z.string() });
  const rows = await read((tx) =>
    tx.rows("MATCH (e:AuditEvent) WHERE e.stamp > 0 RETURN e.note AS note ORDER BY e.stamp, e.id", {}, row),
  );
  return rows.map(({ note }) => note);
}

test("every committed event gets one place in the order of stamps, and the published checkpoint speaks of all", async () => {
  const root = mkdtempSync(join(own.home, "log-"));
  const storage = directoryStorage(root);
  const source = await testSource();
  let size = 0;
  for (const count of [1, 3, 252, 300, 1, 700]) {
    await send(source, events(count, `a${size}`));
    const done = await round(storage, "me");
    size = done?.size ?? 0;
  }
  const opened = openCheckpoint(readFileSync(join(root, CHECKPOINT), "utf8"), await trust(), verifyEd25519);
  const notes = await notesInOrder();
  expect(opened).toMatchObject({ valid: true, checkpoint: { size: notes.length } });
  const bundles = Array.from({ length: Math.floor(notes.length / 256) }, (_, index) =>
    entriesOf(readFileSync(join(root, `tile/entries/00${index}`))),
  ).flat();
  expect(bundles.map((entry) => Buffer.from(entry).toString("utf8"))).toEqual(notes.slice(0, bundles.length));
  expect(await round(storage, "other")).toBeUndefined();
});

test("a damaged seal costs an event nothing, and nobody's seal carries another note into the log", async () => {
  const storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  const source = await testSource();
  await round(storage, "me");
  await send(source, events(3, "sealed"));
  await autocommit("MATCH (o:Outbox) SET o.seal = 'damaged'", {});
  await send(source, events(1, "whole"));
  await autocommit(
    `MATCH (e:AuditEvent {eventId: 'whole-0'}) MATCH (o:Outbox {eventId: e.id})
     CREATE (f:AuditEvent) SET f = e {.*, id: 'forged', eventId: 'forged', note: replace(e.note, '"done"', '"failed"')}
     CREATE (copy:Outbox) SET copy = o {.*, eventId: 'forged'}`,
    {},
  );
  const before = (await notesInOrder()).length;
  const done = await round(storage, "me");
  expect(done).toMatchObject({ added: 4, quarantined: [{ id: "forged", why: "not_signed_by_recorder" }] });
  expect(before).toBe((done?.size ?? 0) + 1);
});

test("what another integrator ordered since it was read is not ordered again, and takes nobody else's place", async () => {
  const storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  const source = await testSource();
  await send(source, events(5, "stale"));
  const seen = await waiting();
  const first = await round(storage, "me");
  // The database gives what is new the ids of what is gone.
  await send(source, events(5, "fresh"));
  await expect(integrate("me", seen)).rejects.toThrow("the log took 0 of");
  expect((await waiting()).map((each) => "leaf" in each)).toEqual([true, true, true, true, true]);
  expect(await round(storage, "me")).toMatchObject({ added: 5, size: (first?.size ?? 0) + 5, quarantined: [] });
});

test("rows that no recorder wrote stop nobody, and an event that has its place gets no second one, constraint or not", async () => {
  const storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  const source = await testSource();
  await round(storage, "me");
  await send(source, events(1, "placed"));
  const before = (await round(storage, "me"))?.size ?? 0;
  await autocommit("CREATE (:Outbox {eventId: 17, stamp: 2}), (:Outbox {eventId: 'late', stamp: 'never'})", {});
  await autocommit("DROP CONSTRAINT leaf_event", {});
  const LAST = "MATCH (l:LogLeaf) WITH l ORDER BY l.index DESC LIMIT 1";
  await autocommit(`${LAST} CREATE (:Outbox {eventId: l.eventId, stamp: l.stamp, seal: 5})`, {});
  await send(source, events(3, "others"));
  const done = await round(storage, "me");
  expect(done).toMatchObject({ added: 3, size: before + 3, quarantined: [{ why: "logged_already" }] });
  const found = await verifyLog(storage, { isReplayed: false, onProgress: () => undefined });
  const told = found.map(({ kind, detail }) => `${kind} ${detail}`);
  expect(told).toEqual(
    expect.arrayContaining(["quarantined event 17: miswritten", "quarantined event late: miswritten"]),
  );
  expect(told.filter((each) => each.includes("logged_already"))).toEqual([]);
});

test("a quarantined row of whatever kind is told of, and keeps nothing else from being verified", async () => {
  const storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  await round(storage, "me");
  await autocommit("CREATE (:Quarantined {eventId: 1}), (:Quarantined {eventId: [2], why: 3})", {});
  const found = await verifyLog(storage, { isReplayed: false, onProgress: () => undefined });
  expect(found.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining(["event 1: no reason", "event without a name: 3"]),
  );
});

test("what waits in vain is told with since when the log has not grown, until it grows again", async () => {
  const storage = directoryStorage(mkdtempSync(join(own.home, "log-")));
  const source = await testSource();
  const HOUR_AGO = Date.now() - 3_600_000;
  const since = async () => (await read(asOf)).unpublishedSince;
  await send(source, events(1, "moves"));
  await round(storage, "me");
  await send(source, events(1, "waits"));
  expect(await since()).toBeUndefined();
  await autocommit("CREATE (:Outbox {eventId: 'forgotten', stamp: $stamp})", { stamp: stampOf(HOUR_AGO + 60_000) });
  expect(await since()).toBeUndefined();
  await autocommit("MATCH (h:LogHead) SET h.movedAt = $at", { at: HOUR_AGO });
  expect(await since()).toBe(new Date(HOUR_AGO).toISOString());
  await round(storage, "me");
  expect(await since()).toBeUndefined();
});
