import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit, read } from "@/lib/graph/session";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import { destroyedKeys } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { record } from "@/lib/ledger/record";
import { directoryStorage } from "@/lib/log/directory";
import type { LogStorage } from "@/lib/log/storage";
import { carryOutErasures, eraseCopiesOf } from "./carry-out";
import { requestErasure } from "./erasure";
import { actOnHold, holdsNow } from "./holds";
import { subjectReport } from "./report";
import { planRetention, sweepRetention } from "./retention";
import { integrated, laterOn, someone, verified } from "./testing";

// Without the guard: what is tested is what an intruder with access to the database does, and that it is found or refused.
const own = ownDatabase({ guard: false, isReady: true });

let storage: LogStorage;
let officer: Caller;
let system: Awaited<ReturnType<typeof builtInActor>>;
const signature = { method: "password", refused: [] } as const;

function erase(name: string) {
  const wish = { caller: officer, name, basis: "unlawful", reason: "asked", signature, now: laterOn() } as const;
  return requestErasure(wish);
}

function look(caller: Caller) {
  const part = { name: "shown", key: subjectKey(caller.actor.account), content: { query: "?q=x", shown: [] } };
  const draft = { project: "default", action: "search", origin: "acted", outcome: "done" } as const;
  return record({ ...draft, actor: caller.actor, payloads: [part] });
}

/** Somebody who left something, and was erased; the ciphertext is what an intruder kept of it. */
async function erased(name: string) {
  const caller = await someone(name, name.toUpperCase(), "viewer");
  const { id } = await look(caller);
  const before = await autocommit("MATCH (p:Payload {id: $id}) RETURN properties(p) AS kept", { id: `${id}/shown` });
  const [{ kept }] = z.tuple([z.object({ kept: z.record(z.string(), z.unknown()) })]).parse(before);
  const row = await autocommit("MATCH (a:Account {account: $p}) RETURN properties(a) AS kept", {
    p: caller.actor.account,
  });
  expect(await erase(name)).toMatchObject({ outcome: "done" });
  await carryOutErasures(system);
  await integrated(storage);
  await eraseCopiesOf(storage);
  return { caller, id, kept, row: z.tuple([z.object({ kept: z.record(z.string(), z.unknown()) })]).parse(row)[0].kept };
}

beforeAll(async () => {
  storage = directoryStorage(join(own.home, "log"));
  officer = await someone("officer", "Olga Officer", "compliance_officer");
  system = await builtInActor("system");
}, 60_000);

test("a part that somebody puts back opens for nobody, and is found", async () => {
  const { id, kept, caller } = await erased("put-back");
  expect((await verified(storage)).found).toEqual([]);
  const put = "MATCH (e:AuditEvent {id: $id}) CREATE (e)-[:CARRIES {name: 'shown'}]->(p:Payload) SET p = $kept";
  await autocommit(put, { id, kept });
  expect((await verified(storage)).found).toContain(`erased_part_back: payload ${id}/shown`);
  await autocommit("MATCH (p:Payload {id: $id}) DETACH DELETE p", { id: `${id}/shown` });
  const line = JSON.stringify({ index: 0, event: id, ...kept, key: subjectKey(caller.actor.account) });
  const [path = ""] = await storage.list("payload");
  const before = (await storage.read(path)) ?? new Uint8Array();
  await storage.replace(path, Buffer.concat([before, Buffer.from(`${line}\n`)]));
  expect((await verified(storage)).found.join()).toMatch(/payload_copy_differs|erased_part_back/);
  await storage.replace(path, before);
}, 120_000);

test("an account's row from before the erasure gives nobody their name or their rights back, and is found", async () => {
  const { caller, row } = await erased("old-row");
  await autocommit("MATCH (a:Account {account: $p}) SET a = $row", { p: caller.actor.account, row });
  expect((await verified(storage)).found).toContain(`row_forged: Account ${caller.accountId}`);
  await expect(someone("old-row", "X")).rejects.toThrow();
  await autocommit("MATCH (a:Account {account: $p}) SET a.username = 'gone', a.names = null", {
    p: caller.actor.account,
  });
}, 120_000);

test("a tombstone that is taken away is missed, and the key that is made anew opens nothing", async () => {
  const before = await verified(storage);
  const folder = join(own.home, "keys");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".gone"))) {
    rmSync(join(folder, file));
  }
  const { found } = await verified(storage);
  expect(found.length).toBeGreaterThan(before.found.length);
  expect(found.join()).toContain("erased_key_not_destroyed");
}, 120_000);

test("an erasure that somebody forged takes nothing along unnoticed", async () => {
  const caller = await someone("forged", "Forged", "viewer");
  const { id } = await look(caller);
  await integrated(storage);
  const forged = `
    MATCH (e:AuditEvent {id: $id})-[:CARRIES]->(p:Payload) MATCH (a:Actor {id: $system})
    CREATE (f:AuditEvent {id: 'forged', action: 'erase', outcome: 'done', origin: 'acted', project: 'default',
                          stamp: e.stamp + 1, note: e.note, facts: '{"accounts":["' + $account + '"]}'})-[:BY]->(a)
    DETACH DELETE p`;
  await autocommit(forged, { id, system: system.account, account: caller.actor.account });
  const { found } = await verified(storage);
  expect(found).toContain(`graph_lacks: payload ${id}/shown`);
  await autocommit("MATCH (f:AuditEvent {id: 'forged'}) DETACH DELETE f");
}, 120_000);

test.each(["person", "account", "names"])(
  "a hold on somebody is not got round by writing another %s into their account's row",
  async (field) => {
    const caller = await someone(`edited-${field}`, "Edited", "viewer");
    const on = { scope: "person", name: `edited-${field}` } as const;
    await actOnHold({ action: "hold", wanted: on, caller: officer, reason: "lawsuit", signature });
    const { account } = caller.actor;
    const asPseudonym = { caller: officer, name: account, basis: "unlawful", reason: "x", signature } as const;
    expect(await requestErasure({ ...asPseudonym, now: laterOn() })).toMatchObject({
      outcome: "refused",
      reasons: [{ code: "person_held" }],
    });
    const edit = `MATCH (a:Account {id: $id}) SET a.${field} = 'p_somebodyelse'`;
    await autocommit(edit, { id: caller.accountId });
    const tried = await requestErasure({ ...asPseudonym, now: laterOn() });
    expect(tried).toMatchObject({ outcome: "refused" });
    const row = await autocommit("MATCH (a:Account {id: $id}) RETURN a.erasedAt AS gone", { id: caller.accountId });
    expect(row).toEqual([{ gone: null }]);
    await actOnHold({
      action: "release",
      wanted: { scope: "person", name: account },
      caller: officer,
      reason: "over",
      signature,
    });
  },
  120_000,
);

test("an account that somebody joins to another one's person is neither erased with them nor told as theirs", async () => {
  const [taken, other] = [await someone("taken", "Taken", "viewer"), await someone("other", "Other", "viewer")];
  await look(taken);
  const { id } = await look(other);
  const ids = { taken: taken.actor.account, other: other.actor.account };
  const forge =
    "MATCH (:Actor {id: $taken})-[:ACCOUNT_OF]->(p:Person), (a:Actor {id: $other}) CREATE (a)-[:ACCOUNT_OF]->(p)";
  await autocommit(forge, ids);
  await autocommit("MATCH (a:Actor {id: $other}) CREATE (a)-[:ACCOUNT_OF]->(:Person {id: 'x'})", ids);
  expect((await subjectReport("taken")).accounts.map(({ account }) => account)).toEqual([ids.taken]);
  expect((await subjectReport("other")).accounts.map(({ account }) => account)).toEqual([ids.other]);
  expect(await erase("taken")).toMatchObject({ outcome: "done" });
  await carryOutErasures(system);
  const keys = [subjectKey(taken.actor.account), subjectKey(other.actor.account)];
  expect(await destroyedKeys(keys)).toEqual(new Set(keys.slice(0, 1)));
  expect(await autocommit("MATCH (p:Payload {id: $id}) RETURN p.key AS key", { id: `${id}/shown` })).toHaveLength(1);
}, 120_000);

test("a hold whose event was deleted still holds: nothing is erased, nothing goes, and it is found", async () => {
  await someone("held", "Held", "viewer");
  const held = { scope: "person", name: "held" } as const;
  const { recorded } = await actOnHold({ action: "hold", wanted: held, caller: officer, reason: "lawsuit", signature });
  await integrated(storage);
  await autocommit("MATCH (e:AuditEvent {id: $id}) DETACH DELETE e", { id: recorded.id });
  expect((await read(holdsNow)).gone).toHaveLength(1);
  expect(await erase("held")).toMatchObject({ outcome: "refused", reasons: [{ code: "hold_missing" }] });
  expect((await planRetention(laterOn())).due).toHaveLength(6);
  expect(await sweepRetention({ actor: system, now: laterOn() + 10 ** 11 })).toMatchObject({
    outcome: "refused",
    reasons: expect.arrayContaining([expect.objectContaining({ code: "hold_missing" })]),
  });
  expect((await verified(storage)).found.join()).toContain("hold_gone: hold:person:");
}, 120_000);
