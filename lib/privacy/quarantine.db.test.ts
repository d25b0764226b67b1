import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit } from "@/lib/graph/session";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import { createProject } from "@/lib/identity/projects";
import { destroyedKeys, destroyKeys, pseudonymOf } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import type { Source } from "@/lib/ledger/prepare";
import { send } from "@/lib/ledger/testing";
import { directoryStorage } from "@/lib/log/directory";
import type { LogStorage } from "@/lib/log/storage";
import { actOnHold } from "./holds";
import { quarantinedEvents, quarantineNow } from "./quarantine";
import { subjectReport } from "./report";
import { planRetention, retainCopiesOf, sweepRetention } from "./retention";
import { settle, settleCopiesOf } from "./settle";
import { filesWith, integrated, someone, verified } from "./testing";
import { wrongRowsBeside } from "./wrong-rows";

// Without the guard: what is tested is what an intruder with access to the database does, too.
const own = ownDatabase({ guard: false, isReady: true });

const EMAIL = "zyxwana@quillfeather.com";
const CLAIMED = "zorblax@quillfeather.com";
const DAY_MS = 86_400_000;
const LATER = () => Date.now() + 40 * DAY_MS;
const PROJECT = "quarantined";

let storage: LogStorage;
let officer: Caller;
let source: Source;
const signature = { method: "password", refused: [] } as const;

/** Sets one event aside; its act, and the key that it lies under. */
async function setAside(more: object = {}) {
  const id = randomUUID();
  const timestamp = "2026-11-24T09:00:00Z";
  const subject = { type: "dataset", id: `DS:${id}` };
  const sent = { event_id: id, action: "record", timestamp, subject, metadata: { note: `of ${EMAIL}` }, ...more };
  const result = await send(source, sent);
  if (result.outcome === "refused" || result.receipts[0]?.status !== "quarantined") {
    throw new Error(`not set aside: ${JSON.stringify(result)}`);
  }
  const act = result.receipts[0].id;
  const found = await autocommit("MATCH (p:Payload {event_id: $act}) RETURN p.key AS key, properties(p) AS kept", {
    act,
  });
  const Row = z.tuple([z.object({ key: z.string(), kept: z.record(z.string(), z.unknown()) })]);
  const [{ key, kept }] = Row.parse(found);
  return { sent, act, key, kept };
}

function decide(id: string, decision: "release" | "redact" | "discard") {
  return settle({ project: PROJECT, id, decision, caller: officer, reason: "a test", signature });
}

function recordedAs(eventId: string) {
  return autocommit("MATCH (e:AuditEvent {eventId: $eventId}) RETURN e.id AS id", { eventId });
}

async function isWaiting(act: string): Promise<boolean> {
  return (await quarantineNow([PROJECT])).waiting.some(({ id }) => id === act);
}

beforeAll(async () => {
  storage = directoryStorage(join(own.home, "log"));
  officer = await someone("officer", "Olga Officer", "compliance_officer");
  await createProject({ id: PROJECT, simulation: false, by: await builtInActor("system") });
  const treatment = { permanent: "quarantine", encrypted: "quarantine" } as const;
  const { actor } = await someone("sender", "Sam Sender", "data_scientist");
  source = { actor, project: PROJECT, mayActFacts: false, mayAttest: false, mayReproduce: false, treatment };
}, 60_000);

test("nothing of what waits stands in the clear anywhere, its key goes with a decision, and the log stays valid", async () => {
  const { act, key } = await setAside();
  await integrated(storage);
  expect(await verified(storage)).toEqual({ found: [], redacted: 0 });
  expect(filesWith(own.home, [EMAIL])).toEqual([]);
  expect(await decide(act, "discard")).toMatchObject({ outcome: "done" });
  expect(await destroyedKeys([key])).toEqual(new Set([key]));
  await integrated(storage);
  expect(await settleCopiesOf(storage)).toEqual({ locked: 0 });
  expect(await settleCopiesOf(storage)).toBeUndefined();
  expect(await verified(storage)).toEqual({ found: [], redacted: 1 });
}, 120_000);

test("two who decide at once record it once", async () => {
  const { act, sent } = await setAside();
  const outcomes = await Promise.all([decide(act, "release"), decide(act, "release"), decide(act, "discard")]);
  expect(outcomes.filter(({ outcome }) => outcome === "done")).toHaveLength(1);
  expect((await recordedAs(sent.event_id)).length).toBeLessThanOrEqual(1);
}, 120_000);

test.each([
  [
    "whose ciphertext was replaced by another one's",
    "MATCH (p:Payload {event_id: $act}) SET p.ciphertext = $ciphertext",
  ],
  ["whose ciphertext and key were", "MATCH (p:Payload {event_id: $act}) SET p.ciphertext = $ciphertext, p.key = $key"],
  [
    "whose commitment was edited, too",
    `MATCH (e:AuditEvent {id: $act})-[:CARRIES]->(p:Payload)
     SET p.ciphertext = $ciphertext, p.key = $key, p.sha256 = $sha256, e.note = replace(e.note, 'quarantine', 'quarantine ')`,
  ],
  [
    "whose note is another act's",
    "MATCH (e:AuditEvent {id: $act}) MATCH (o:AuditEvent {id: $other}) SET e.note = o.note",
  ],
])(
  "what waits and %s is neither released nor recorded as something else, and the attempt is on record",
  async (_, edit) => {
    const [{ act, sent, kept: own_, key: ownKey }, other] = [await setAside(), await setAside()];
    const note = await autocommit("MATCH (e:AuditEvent {id: $act}) RETURN e.note AS note", { act });
    const { ciphertext, sha256 } = other.kept;
    await autocommit(edit, { act, other: other.act, ciphertext, sha256, key: other.key });
    expect(await decide(act, "release")).toMatchObject({
      outcome: "refused",
      reasons: [{ code: "quarantine_damaged" }],
    });
    expect([...(await recordedAs(sent.event_id)), ...(await recordedAs(other.sent.event_id))]).toEqual([]);
    const undo = `MATCH (e:AuditEvent {id: $act})-[:CARRIES]->(p:Payload) SET p = $own, e.note = $note`;
    await autocommit(undo, {
      act,
      own: own_,
      key: ownKey,
      ...z.tuple([z.object({ note: z.string() })]).parse(note)[0],
    });
    expect(await decide(act, "release")).toMatchObject({ outcome: "done" });
  },
  120_000,
);

test("what somebody moves to another project is shown and decided in neither", async () => {
  const { act } = await setAside();
  await createProject({ id: "theirs", simulation: false, by: await builtInActor("system") });
  await autocommit("MATCH (e:AuditEvent {id: $act}) SET e.project = 'theirs'", { act });
  const { waiting, damaged } = await quarantineNow(["theirs"]);
  expect([waiting.length, damaged]).toEqual([0, 1]);
  await expect(quarantinedEvents("theirs", act, true)).rejects.toThrow();
  const wish = { project: "theirs", id: act, decision: "release", caller: officer, reason: "x", signature } as const;
  expect(await settle(wish)).toMatchObject({ outcome: "refused", reasons: [{ code: "quarantine_damaged" }] });
  await autocommit("MATCH (e:AuditEvent {id: $act}) SET e.project = $project", { act, project: PROJECT });
}, 120_000);

test("what was discarded and is put back opens for nobody, and is found", async () => {
  const { act, kept, sent } = await setAside();
  await decide(act, "discard");
  await integrated(storage);
  await settleCopiesOf(storage);
  const put = "MATCH (e:AuditEvent {id: $act}) CREATE (e)-[:CARRIES {name: 'quarantined'}]->(p:Payload) SET p = $kept";
  await autocommit(put, { act, kept });
  expect(await decide(act, "release")).toMatchObject({ outcome: "refused", reasons: [{ code: "quarantine_settled" }] });
  expect(await recordedAs(sent.event_id)).toEqual([]);
  expect((await verified(storage)).found).toContain(`erased_part_back: payload ${act}/quarantined`);
  await autocommit("MATCH (p:Payload {event_id: $act}) DETACH DELETE p", { act });
}, 120_000);

test("whoever deletes or edits the rows of what waits gets no second act, no other count of a person, and a finding", async () => {
  const name = `mina-${randomUUID()}`;
  const { act, sent } = await setAside({ actor: { type: "user", id: name } });
  const claimed = await pseudonymOf(`claimed:${PROJECT}:user:${name}`);
  await send(source, { ...sent, event_id: randomUUID(), metadata: {} });
  const told = async () => (await subjectReport(claimed)).quarantined;
  const differs = async () =>
    (await wrongRowsBeside()).filter(({ kind }) => kind === "quarantine_rows_differ").map(({ detail }) => detail);
  expect([await told(), await differs()]).toEqual([1, []]);
  const [row] = z
    .array(z.object({ row: z.record(z.string(), z.unknown()) }))
    .parse(await autocommit("MATCH (q:InQuarantine {act: $act}) RETURN properties(q) AS row", { act }));
  const forge = "UNWIND range(1, 3) AS i CREATE (:InQuarantine {project: $project, eventId: 'e' + i, act: $act})";
  const attacks: readonly (readonly [edit: string, finding: string])[] = [
    ["MATCH (q:InQuarantine {act: $act}) DELETE q", `${act} has 0 rows for 1 event`],
    ["CREATE (q:InQuarantine) SET q = $row SET q.eventId = 'another'", `a row of ${act} is not as it was written`],
    [
      "MATCH (q:InQuarantine {act: $act}) SET q = $row SET q.project = 'other'",
      `a row of ${act} is not as it was written`,
    ],
    [`MATCH (q:InQuarantine {act: $act}) SET q = $row WITH q ${forge}`, `${act} has 4 rows for 1 event`],
  ];
  for (const [edit, finding] of attacks) {
    await autocommit(edit, { act, row: row?.row, project: PROJECT });
    expect(await differs()).toContain(finding);
    const again = await send(source, sent);
    expect(again).toMatchObject({ outcome: "done", receipts: [{ status: "quarantined", id: act }] });
    expect(await told()).toBe(1);
  }
  expect(await decide(act, "discard")).toMatchObject({ outcome: "done" });
  expect(await differs()).toEqual([]);
}, 120_000);

test("what somebody takes away without a decision is missed", async () => {
  const { act, kept } = await setAside();
  await integrated(storage);
  await autocommit("MATCH (p:Payload {event_id: $act}) DETACH DELETE p", { act });
  expect((await verified(storage)).found).toContain(`graph_lacks: payload ${act}/quarantined`);
  const put = "MATCH (e:AuditEvent {id: $act}) CREATE (e)-[:CARRIES {name: 'quarantined'}]->(p:Payload) SET p = $kept";
  await autocommit(put, { act, kept });
}, 120_000);

test("whoever an event names is told that it waits, a hold on them keeps it, and without their key it can only be discarded", async () => {
  const { act } = await setAside({ actor: { type: "user", id: CLAIMED } });
  const claimed = await pseudonymOf(`claimed:${PROJECT}:user:${CLAIMED}`);
  const other = await setAside({ actor: { type: "user", id: "somebody-else" } });
  // Something of theirs is recorded, too: of whom nothing is, there is no report.
  const clean = { ...other.sent, event_id: randomUUID(), metadata: {}, actor: { type: "user", id: CLAIMED } };
  expect(await send(source, clean)).toMatchObject({ outcome: "done" });
  expect(await subjectReport(claimed)).toMatchObject({ quarantined: 1 });
  const join =
    "MATCH (:Actor {id: $officer})-[:ACCOUNT_OF]->(p:Person) CREATE (:Actor {id: $claimed})-[:ACCOUNT_OF]->(p)";
  await autocommit(join, { officer: officer.actor.account, claimed });
  const wanted = { scope: "person", name: claimed } as const;
  await actOnHold({ action: "hold", wanted, caller: officer, reason: "lawsuit", signature });
  expect(await decide(act, "discard")).toMatchObject({ outcome: "refused", reasons: [{ code: "quarantine_held" }] });
  await integrated(storage);
  // The rows only find acts: whom one names it says itself, and nobody loosens a hold by deleting them.
  await autocommit("MATCH (q:InQuarantine {act: $act}) DELETE q", { act });
  await sweepRetention({ actor: await builtInActor("system"), now: LATER() });
  expect([await isWaiting(act), await isWaiting(other.act)]).toEqual([true, false]);
  await actOnHold({ action: "release", wanted, caller: officer, reason: "over", signature });
  await destroyKeys([subjectKey(claimed)]);
  expect((await quarantinedEvents(PROJECT, act, true)).contents).toMatchObject([{ isErased: true, event: null }]);
  await autocommit("MATCH (a:Actor {id: $claimed}) DETACH DELETE a", { claimed });
  expect(await decide(act, "release")).toMatchObject({ outcome: "refused", reasons: [{ code: "person_erased" }] });
  expect(await decide(act, "discard")).toMatchObject({ outcome: "done" });
}, 120_000);

test("a hold on who sent it keeps it, too", async () => {
  const { act } = await setAside();
  const wanted = { scope: "person", name: "sender" } as const;
  await actOnHold({ action: "hold", wanted, caller: officer, reason: "lawsuit", signature });
  expect(await decide(act, "discard")).toMatchObject({ outcome: "refused", reasons: [{ code: "quarantine_held" }] });
  await integrated(storage);
  await sweepRetention({ actor: await builtInActor("system"), now: LATER() });
  expect(await isWaiting(act)).toBe(true);
  await actOnHold({ action: "release", wanted, caller: officer, reason: "over", signature });
  expect(await decide(act, "discard")).toMatchObject({ outcome: "done" });
}, 120_000);

test("what nobody decides about goes by its window, with its key, and is in the dry run before", async () => {
  const { act, key, sent } = await setAside();
  await integrated(storage);
  const due = async (now: number) => (await planRetention(now)).due.find((each) => each.class === "quarantine")?.parts;
  expect(await due(Date.now())).toBe(0);
  expect(await due(LATER())).toBeGreaterThan(0);
  const system = await builtInActor("system");
  expect(await sweepRetention({ actor: system, now: LATER() })).toMatchObject({ outcome: "done" });
  expect(await isWaiting(act)).toBe(false);
  expect(await destroyedKeys([key])).toEqual(new Set([key]));
  expect(await autocommit("MATCH (q:InQuarantine {act: $act}) RETURN q", { act })).toEqual([]);
  expect(await decide(act, "release")).toMatchObject({ outcome: "refused", reasons: [{ code: "quarantine_settled" }] });
  await integrated(storage);
  await retainCopiesOf(storage);
  await settleCopiesOf(storage);
  expect((await verified(storage)).found).toEqual([]);
  expect(await send(source, sent)).toMatchObject({ receipts: [{ status: "quarantined" }] });
}, 120_000);
