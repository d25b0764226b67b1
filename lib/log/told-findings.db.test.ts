import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { read, write } from "@/lib/graph/session";
import { testActor } from "@/lib/ledger/testing";
import { acknowledge, raise, raiseFirst, resolve } from "./findings";
import { toldFindings } from "./told-findings";

ownDatabase({ isReady: true, guard: false });

async function told() {
  return (await read(toldFindings)).map(({ detail, state }) => `${detail} ${state}`).sort();
}

test("what was found is put together anew where something came or went, and only there", async () => {
  const actor = await testActor();
  await raise(actor, { kind: "root_differs", detail: "first" });
  const before = await read(toldFindings);
  expect(await read(toldFindings)).toBe(before);
  await raise(actor, { kind: "root_differs", detail: "second" });
  expect(await told()).toEqual(["first open", "second open"]);
  const id = before[0]?.id ?? "";
  await acknowledge(actor, id, "looking");
  expect(await told()).toEqual(["first acknowledged", "second open"]);
  await resolve(actor, id, "mended");
  expect(await told()).toEqual(["first resolved", "second open"]);
  expect(await read(toldFindings)).toBe(await read(toldFindings));
});

test("a finding that somebody deletes is told as lost at once, and one that came back with other words is not believed", async () => {
  const [second] = (await read(toldFindings)).filter(({ detail }) => detail === "second");
  const find = "MATCH (e:AuditEvent {subjectId: $id}) WITH e, e {.*} AS row";
  const alter = `${find} DETACH DELETE e WITH row CREATE (f:AuditEvent) SET f = row, f.stamp = row.stamp - 1, f.note = replace(row.note, 'second', 'nothing')`;
  await write((tx) => tx.run(alter, { id: second?.id }));
  expect(await told()).toEqual(["first resolved", "second open"]);
  await write((tx) => tx.run(`${find} DETACH DELETE e`, { id: second?.id }));
  expect(await told()).toEqual(["first resolved", "null open"]);
});

test("a row that nobody could have written does not keep anybody from what was found, nor does one that is put back", async () => {
  const event =
    "CREATE (e:AuditEvent {id: $id, action: 'alert', origin: 'acted', outcome: 'done', stamp: timestamp() * 1024})";
  await write((tx) => tx.run(`${event} SET e.subjectId = 42, e.note = 'x'`, { id: "a-number" }));
  await write((tx) => tx.run(`${event} SET e.subjectId = 'find:x', e.note = 42`, { id: "no-note" }));
  await write((tx) => tx.run("MATCH (e:AuditEvent {id: $id}) SET e.stamp = 1.5", { id: "no-note" }));
  expect(await told()).toEqual(["first resolved", "null open"]);
  const first = (await read(toldFindings)).find(({ detail }) => detail === "first");
  const alter = "MATCH (e:AuditEvent {subjectId: $id, action: 'alert'}) SET e.origin = $origin";
  await write((tx) => tx.run(alter, { id: first?.id, origin: "asserted" }));
  expect(await told()).toEqual(["null open", "null resolved"]);
  await write((tx) => tx.run(alter, { id: first?.id, origin: "acted" }));
  expect(await told()).toEqual(["first resolved", "null open"]);
});

test("whoever breaks much hides nothing behind it: what is open already takes no other's place", async () => {
  const actor = await testActor();
  const breaches = Array.from({ length: 30 }, (_, at) => ({
    kind: "of_no_event" as const,
    detail: `event forged ${at}`,
  }));
  expect(await raiseFirst(actor, breaches)).toHaveLength(20);
  const rest = await raiseFirst(actor, breaches);
  expect(rest.map(({ breach }) => breach.detail)).toEqual(breaches.slice(20).map(({ detail }) => detail));
  expect(await raiseFirst(actor, breaches)).toEqual([]);
});
