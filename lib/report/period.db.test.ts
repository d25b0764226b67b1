import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { Instant } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import { autocommit, read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { record } from "@/lib/ledger/record";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { TrailCursor, trail } from "@/lib/ledger/trail";
import { raise } from "@/lib/log/findings";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { requested } from "@/lib/promotion/scene.testing";
import { judgeDossier } from "@/lib/tlog/judge-dossier";
import { dossierOf } from "./dossier";
import { textOf } from "./pdf-tools.testing";
import { validated } from "./verapdf.testing";

const own = ownDatabase({ guard: true, isReady: true });
const ALWAYS = { from: Instant.parse("2000-01-01T00:00:00.000Z"), to: Instant.parse("2100-01-01T00:00:00.000Z") };

let project = "";
let requester = "";

interface Wish {
  readonly actor?: string;
  readonly volume?: number;
  readonly size?: number;
  readonly isEverywhere?: boolean;
}

function made(format: "pdf" | "zip", more: Wish = {}) {
  const { size, volume = 1, actor, isEverywhere = true } = more;
  return dossierOf({
    about: { project, ...ALWAYS, actor, volume, audience: "inside", isEverywhere },
    size,
    format,
  });
}

beforeAll(async () => {
  const scene = await requested();
  ({ project } = scene);
  requester = scene.requester.actor.account;
  await ensureSystemAccounts();
  const source = { ...(await testSource(true)), project };
  const subject = { type: "dataset_version", id: "DS:é🙂デ" } as const;
  await send(source, [{ event_id: "strange", action: "record", timestamp: "2026-01-01T00:00:00Z", subject }]);
  const given = { account: requester, roles: ["viewer"] };
  const elsewhere = { project: DEFAULT_PROJECT, action: "grant_access", origin: "acted", outcome: "done" } as const;
  await record({ ...elsewhere, actor: await testActor(), facts: given });
  const set = { project, origin: "acted", outcome: "done", actor: await testActor() } as const;
  const { id } = await record({ ...set, action: "quarantine", facts: { events: 3, detected: [] } });
  await record({ ...set, action: "discard_quarantined", refersTo: id, facts: {} });
  await round(logStorage(), "me");
});

test("a time's document is PDF/A-3a and PDF/UA-1, by veraPDF, and the same at the same position", async () => {
  const { bytes, size } = await made("pdf");
  const file = join(mkdtempSync(join(own.home, "period-")), "period.pdf");
  writeFileSync(file, bytes);
  expect(await validated(file)).toEqual(["3a passes", "ua1 passes"]);
  await record({ project, action: "observe", origin: "acted", outcome: "done", actor: await testActor() });
  await round(logStorage(), "me");
  expect(Buffer.compare((await made("pdf", { size })).bytes, bytes)).toBe(0);
});

test("everything of the project and nothing of another is in the evidence, proven", async () => {
  const { bytes, events } = await made("zip");
  const judged = judgeDossier(bytes, await publicKeys(), verifyEd25519);
  expect(judged).toMatchObject({ valid: true, about: { project, type: "period" }, events: events.length });
  expect(events.length).toBeGreaterThan(3);
});

test("of one account it has what that account did, and who it is", async () => {
  const all = await made("zip");
  const { events } = await made("zip", { actor: requester });
  expect(events.length).toBeGreaterThan(0);
  expect(events.length).toBeLessThan(all.events.length);
  // What they may do elsewhere is nothing that a project's auditor may know.
  const confined = await made("zip", { actor: requester, isEverywhere: false });
  expect(confined.events.length).toBeLessThan(events.length);
  await expect(made("zip", { actor: "nobody.at.all" })).rejects.toThrow(NotFound);
});

test("what somebody wrote into the database stops neither lists nor documents, is left out and told", async () => {
  const before = await read((tx) => trail(tx, { project }, { limit: 3 }));
  await autocommit(
    `UNWIND range(1, 20) AS i
     CREATE (:AuditEvent {id: 'forged ' + i, stamp: timestamp() * 1024 + i, action: 'view', project: $project, outcome: 'done',
       origin: 'acted', at: 'now', recordedAt: 'now', eventSha256: 'x', note: '{}', facts: '{', account: 'p1:x', accountType: 'service'})`,
    { project },
  );
  await record({ project, action: "observe", origin: "acted", outcome: "done", actor: await testActor() });
  await round(logStorage(), "me");
  const after = await read((tx) => trail(tx, { project }, { limit: 4 }));
  expect(after.rows.slice(1).map(({ id }) => id)).toEqual(before.rows.map(({ id }) => id));
  expect(after.damaged).toBe(20);
  const next = TrailCursor.parse(after.cursor);
  expect((await read((tx) => trail(tx, { project }, { limit: 4, cursor: next }))).damaged).toBe(0);
  const system = await builtInActor("system");
  await raise(system, { kind: "of_no_event", detail: "event forged 1" });
  await round(logStorage(), "me");
  const { bytes } = await made("pdf");
  const file = join(mkdtempSync(join(own.home, "forged-")), "period.pdf");
  writeFileSync(file, bytes);
  const words = (await textOf(file)).replaceAll(/\s+/g, " ");
  expect(words).toContain("20 events are not as the recorder writes them");
  expect(words).toContain("Findings about the record itself were open then: 1 (of no event)");
  expect(words).toContain("DS:é\\u{1f642}\\u{30c7}");
});

test("what was set aside, and what a decision about it refers to, stands in the list of events", async () => {
  const { bytes } = await made("pdf");
  const file = join(mkdtempSync(join(own.home, "referring-")), "period.pdf");
  writeFileSync(file, bytes);
  const lines = (await textOf(file)).split("\n");
  const setAside = lines.find((line) => /\bquarantine +3 events that were sent/.test(line));
  const entry = /^ *(\d+)/.exec(setAside ?? "none is told")?.[1];
  expect(entry).toBeDefined();
  const decision = lines.find((line) => /^ *\d+ .*discard quarantined/.test(line));
  expect(decision).toContain(`entry ${entry} (quarantine)`);
});

test("a volume that there is not is not found", async () => {
  await expect(made("zip", { volume: 2 })).rejects.toThrow(NotFound);
});
