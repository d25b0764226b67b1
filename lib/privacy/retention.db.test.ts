import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit } from "@/lib/graph/session";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import { subjectKey } from "@/lib/keys/names";
import { record } from "@/lib/ledger/record";
import { directoryStorage } from "@/lib/log/directory";
import type { LogStorage } from "@/lib/log/storage";
import { actOnHold } from "./holds";
import { planRetention, retainCopiesOf, sweepIfDue, sweepRetention } from "./retention";
import { integrated, someone, verified } from "./testing";

const own = ownDatabase({ guard: true, isReady: true });
const DAY_MS = 86_400_000;
/** After the window of looks (730 days) and of access (365), and before any other ends. */
const AFTER_LOOKS = () => Date.now() + 800 * DAY_MS;

let storage: LogStorage;
let officer: Caller;
let looker: Caller;

function look() {
  const part = { name: "shown", key: subjectKey(looker.actor.account), content: { query: "?q=x", shown: [] } };
  const draft = { project: "default", action: "search", origin: "acted", outcome: "done" } as const;
  return record({ ...draft, actor: looker.actor, payloads: [part] });
}

beforeAll(async () => {
  storage = directoryStorage(join(own.home, "log"));
  officer = await someone("officer", "Olga Officer", "compliance_officer");
  looker = await someone("looker", "Lou Looker", "viewer");
}, 60_000);

test("a sweep takes what is due and nothing else, says how much over which set, and the log stays valid", async () => {
  const { id } = await look();
  await integrated(storage);
  expect((await planRetention(Date.now())).due.every(({ parts }) => parts === 0)).toBe(true);
  const plan = await planRetention(AFTER_LOOKS());
  const due = plan.due.reduce((sum, { parts }) => sum + parts, 0);
  expect(plan.due.filter(({ parts }) => parts > 0).map((each) => each.class)).toEqual(["looks", "access"]);

  const system = await builtInActor("system");
  expect(await sweepIfDue(system, Date.now())).toBe(false);
  expect(await sweepIfDue(system, AFTER_LOOKS())).toBe(true);
  const [event] = await autocommit("MATCH (e:AuditEvent {action: 'retain'}) RETURN e.facts AS facts");
  expect(JSON.stringify(event)).toContain(`\\"parts\\":${due}`);
  await integrated(storage);
  expect(await retainCopiesOf(storage)).toEqual({ locked: 0 });
  expect(await retainCopiesOf(storage)).toBeUndefined();

  const { payloads, note } = await auditEvent(id, true);
  expect(payloads).toMatchObject([{ name: "shown", state: "erased" }]);
  expect(note).toContain(id);
  expect(await verified(storage)).toEqual({ found: [], redacted: due });
}, 120_000);

test("what is held stays, whoever asks for a sweep", async () => {
  const { id } = await look();
  await integrated(storage);
  const wanted = { scope: "person", name: "looker" } as const;
  const signature = { method: "password", refused: [] } as const;
  await actOnHold({ action: "hold", wanted, caller: officer, reason: "lawsuit", signature });
  const plan = await planRetention(AFTER_LOOKS());
  expect(plan.held).toBeGreaterThan(0);
  await sweepRetention({ actor: await builtInActor("system"), now: AFTER_LOOKS() });
  expect((await auditEvent(id, true)).payloads).toMatchObject([{ state: "open" }]);
  await integrated(storage);
  expect((await verified(storage)).found).toEqual([]);
}, 120_000);

test("a sweep that somebody forged is missed, although the guard takes its word and the part was due", async () => {
  const { id } = await look();
  await integrated(storage);
  const forged = `
    MATCH (e:AuditEvent {id: $id})-[:CARRIES]->(p:Payload)
    CREATE (f:AuditEvent) SET f = e {.*, id: 'forged', action: 'retain', note: 'x'}
    DETACH DELETE p`;
  await autocommit(forged, { id });
  expect((await verified(storage)).found.join()).toMatch(/retained_parts_differ: \d+ of \d+ parts/);
}, 120_000);
