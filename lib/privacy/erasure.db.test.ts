import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { KeyDestroyed } from "@/lib/errors";
import { autocommit, read } from "@/lib/graph/session";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import { whoIs } from "@/lib/identity/names";
import { createProject } from "@/lib/identity/projects";
import { ownSessions } from "@/lib/identity/sessions";
import { dataKey, pseudonymOf } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { record } from "@/lib/ledger/record";
import { send, testSource } from "@/lib/ledger/testing";
import { directoryStorage } from "@/lib/log/directory";
import type { LogStorage } from "@/lib/log/storage";
import { IS_LONG } from "@/lib/runs.testing";
import { carryOutErasures, eraseCopiesOf } from "./carry-out";
import { planErasure, requestErasure } from "./erasure";
import { actOnHold, type Wanted } from "./holds";
import { subjectReport } from "./report";
import { filesWith, integrated, laterOn, signedInAs, someone, verified } from "./testing";

/** Events of the log out of which somebody is erased; the long form has as many as the promise is made for. */
const EVENTS = IS_LONG ? 100_000 : 2_000;
const BATCH = 500;

const own = ownDatabase({ guard: true, isReady: true });

const USERNAME = "quillfeather.z";
const NAME = "Zyxwana Quillfeather";
const EMAIL = "zyxwana@quillfeather.example";
const COMMENT = "My neighbour Zorblax told me in the lift";
const SECRETS = [USERNAME, NAME, EMAIL, COMMENT, "Quillfeather", "Zorblax"];
const PROJECT = "erasure-of-somebody";

let storage: LogStorage;
let officer: Caller;
let her: Caller;
const proven = { method: "password", refused: [] } as const;

function event(index: number) {
  return {
    event_id: `e-${index}`,
    action: "record",
    actor: { type: "user", id: EMAIL },
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "dataset", id: `DS:${index}` },
    metadata: { row_count: index },
  };
}

/** A look of hers at something that she searched for by a name. */
function look(text: string) {
  const shown = { name: "shown", key: subjectKey(her.actor.account), content: { query: `?q=${text}`, shown: [] } };
  return record({
    project: PROJECT,
    action: "search",
    origin: "acted",
    outcome: "done",
    actor: her.actor,
    payloads: [shown],
  });
}

async function erase(name: string, now = laterOn()) {
  return requestErasure({ caller: officer, name, basis: "consent_withdrawn", reason: "asked", signature: proven, now });
}

function codes(result: Awaited<ReturnType<typeof erase>>): string[] {
  return result.outcome === "refused" ? result.reasons.map(({ code }) => code) : [];
}

async function carriedOut() {
  await carryOutErasures(await builtInActor("system"));
  await integrated(storage);
  await eraseCopiesOf(storage);
}

beforeAll(async () => {
  storage = directoryStorage(join(own.home, "log"));
  officer = await someone("officer", "Olga Officer", "compliance_officer");
  her = await someone(USERNAME, NAME, "data_scientist");
  await createProject({ id: PROJECT, simulation: false, by: officer.actor });
  const treatment = { permanent: "refuse", encrypted: "keep" } as const;
  const source = {
    actor: her.actor,
    project: PROJECT,
    mayActFacts: false,
    mayAttest: false,
    mayReproduce: false,
    treatment,
  };
  for (let at = 0; at < EVENTS; at += BATCH) {
    await send(
      source,
      Array.from({ length: BATCH }, (_, index) => event(at + index)),
    );
  }
  await send(source, { ...event(EVENTS), action: "register", subject: { type: "model_version", id: "m:v1" } });
  await look(EMAIL);
  await record({
    project: PROJECT,
    action: "comment",
    origin: "acted",
    outcome: "done",
    actor: her.actor,
    subject: { type: "model_version", id: "m:v1" },
    payloads: [{ name: "comment", key: subjectKey(her.actor.account), content: { text: COMMENT } }],
  });
  await integrated(storage);
}, 3_600_000);

const hold = (wanted: Wanted) =>
  actOnHold({ action: "hold", wanted, caller: officer, reason: "a lawsuit", signature: proven });
const release = (wanted: Wanted) =>
  actOnHold({ action: "release", wanted, caller: officer, reason: "it is over", signature: proven });

test("nothing that is personal stands in the clear in any file below the home folder, while it can be read", async () => {
  expect(filesWith(own.home, SECRETS)).toEqual([]);
  // The search finds what is there.
  expect(filesWith(own.home, [PROJECT])).not.toEqual([]);
  const report = await subjectReport(USERNAME);
  expect(report.accounts[0]).toMatchObject({ username: USERNAME, displayName: NAME, roles: ["data_scientist"] });
  expect(JSON.stringify(report.contents)).toContain(COMMENT);
  expect(JSON.stringify(report.contents)).toContain(EMAIL);
  expect(report.totalEvents).toBeGreaterThan(EVENTS);
});

test.each<[string, Wanted, string]>([
  ["the person", { scope: "person", name: USERNAME }, "person_held"],
  ["a project with something of theirs", { scope: "project", project: PROJECT }, "project_held"],
  [
    "an artifact that something of theirs is about",
    { scope: "artifact", project: PROJECT, type: "model_version", id: "m:v1" },
    "artifact_held",
  ],
])("a hold on %s outranks the request, and the refusal is on record", async (_what, wanted, code) => {
  expect((await hold(wanted)).outcome).toBe("done");
  expect((await hold(wanted)).outcome).toBe("refused");
  const result = await erase(USERNAME);
  expect(codes(result)).toEqual([code]);
  expect((await auditEvent(result.recorded.id, true)).event).toMatchObject({
    action: "request_erasure",
    outcome: "refused",
    reasons: [{ code }],
  });
  expect((await release(wanted)).outcome).toBe("done");
  expect((await planErasure(officer, USERNAME, laterOn())).reasons).toEqual([]);
});

test("while the law wants her reasons kept, the request is refused, and says until when", async () => {
  const result = await erase(USERNAME, Date.now());
  expect(result).toMatchObject({ outcome: "refused", reasons: [{ code: "retention_running" }] });
});

test("nobody erases themself, nor what Pedigree does itself, nor without showing who they are", async () => {
  expect(codes(await erase("officer"))).toContain("own_account");
  expect(codes(await erase(await pseudonymOf("account:system")))).toContain("account_is_built_in");
  const unproven = { method: "password", refused: [{ code: "signature_password_wrong", params: {} }] } as const;
  const wish = { caller: officer, name: USERNAME, basis: "objection", reason: "asked", now: laterOn() } as const;
  expect(await requestErasure({ ...wish, signature: unproven })).toMatchObject({ outcome: "refused" });
});

test("whoever alone administers is erased only after somebody else does, too", async () => {
  await someone("first.admin", "First Admin", "admin");
  expect(codes(await erase("first.admin"))).toEqual(["last_administrator"]);
  await someone("second.admin", "Second Admin", "admin");
  expect((await planErasure(officer, "first.admin", laterOn())).reasons).toEqual([]);
});

test("a person is erased: nobody is them any more, nothing of theirs opens, and every proof holds", async () => {
  await integrated(storage);
  expect(await verified(storage)).toEqual({ found: [], redacted: 0 });
  const written = await look(COMMENT);
  expect(await erase(USERNAME)).toMatchObject({ outcome: "done" });
  expect(await ownSessions(her, Date.now())).toEqual([]);
  await expect(signedInAs(USERNAME)).rejects.toThrow("cannot sign in");
  await carriedOut();

  await expect(dataKey(subjectKey(her.actor.account))).rejects.toThrow(KeyDestroyed);
  const { payloads, event: shown } = await auditEvent(written.id, true);
  expect(payloads).toMatchObject([{ name: "shown", state: "erased", content: null }]);
  expect(shown.who).toMatchObject({ account: her.actor.account, name: null, username: null });
  const { found, redacted } = await verified(storage);
  expect(found).toEqual([]);
  expect(redacted).toBeGreaterThan(3);
  expect(filesWith(own.home, SECRETS)).toEqual([]);
  expect(filesWith(join(own.home, "log"), [subjectKey(her.actor.account)])).toSatisfy((files: string[]) =>
    files.every((file) => file.includes("entries")),
  );
}, 600_000);

test("whom a producer named is erased by pseudonym, and nothing more is kept under that name", async () => {
  const claimed = await pseudonymOf(`claimed:${PROJECT}:user:${EMAIL}`);
  expect(await erase(claimed)).toMatchObject({ outcome: "done" });
  await carriedOut();
  const { found, redacted } = await verified(storage);
  expect(found).toEqual([]);
  expect(redacted).toBeGreaterThan(EVENTS);
  const source = { ...(await testSource()), project: PROJECT };
  expect(await send(source, event(EVENTS + 1))).toMatchObject({
    outcome: "refused",
    faults: [{ code: "person_erased" }],
  });
}, 600_000);

test("an erasure that was cut off after its key was destroyed, or after its parts were taken, goes on", async () => {
  const name = `cut-${randomUUID().slice(0, 8)}`;
  const caller = await someone(name, "Cut Off", "viewer");
  expect(await erase(name)).toMatchObject({ outcome: "done" });
  const system = await builtInActor("system");
  expect(await carryOutErasures(system)).toBe(1);
  expect(await carryOutErasures(system)).toBe(0);
  await integrated(storage);
  await eraseCopiesOf(storage);
  expect(await eraseCopiesOf(storage)).toBeUndefined();
  const told = await autocommit("MATCH (e:AuditEvent {action: 'erase'}) WHERE e.facts CONTAINS $p RETURN e.id AS id", {
    p: caller.actor.account,
  });
  expect(told).toHaveLength(1);
  expect((await read((tx) => whoIs(tx, [caller.actor.account])))(caller.actor.account).name).toBeNull();
  expect(readdirSync(join(own.home, "keys")).some((file) => file.endsWith(".gone"))).toBe(true);
}, 60_000);
