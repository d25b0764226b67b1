import { randomBytes, randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { keepReconciling } from "@/cli/worker/reconcile";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { hexOf } from "@/lib/artifacts/store";
import { Problem } from "@/lib/contract/problem";
import { Doing, RunReply, RunsReply } from "@/lib/contract/reconciliation";
import { configuration } from "@/lib/env";
import { autocommit, read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { call, recordOf, signedIn } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { reconcile } from "@/lib/reconciliation/run";
import type { Reconciling } from "@/lib/reconciliation/runner";
import { POST as acknowledge } from "./[id]/acknowledgements/route";
import { GET as one } from "./[id]/route";
import { GET as live } from "./live/route";
import { POST as ask, GET } from "./route";

const own = ownDatabase({ guard: false, isReady: true });
const DAY_MS = 86_400_000;
const comment = "It was put there by hand before the migration.";

let root: string;
let store: DirectoryStore;
let system: EnvelopeActor;
let operator: Awaited<ReturnType<typeof signedIn>>;
let viewer: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  await ensureSystemAccounts();
  system = await builtInActor("system");
  operator = await signedIn("operator");
  viewer = await signedIn("viewer");
  root = join(own.home, "artifacts");
  store = new DirectoryStore(root);
});

async function ran(more: Partial<Reconciling> = {}): Promise<string> {
  const pace = { periodMs: 30 * DAY_MS, graceMs: -DAY_MS, bytesPerSecond: 1e9 };
  const report = await reconcile({ system, store, mode: "full", me: randomUUID(), ...pace, ...more });
  if (report === "under way") {
    throw new Error("somebody else runs");
  }
  return report.recorded.id;
}

/** Puts bytes into the store which nobody attaches. */
async function orphan(): Promise<Digest> {
  const bytes = randomBytes(500);
  const digest = sha256(bytes);
  await store.put(
    { digest, sizeBytes: bytes.length },
    (async function* () {
      yield bytes;
    })(),
  );
  return digest;
}

const at = (digest: Digest) => join(root, "sha256", hexOf(digest).slice(0, 2), hexOf(digest));

async function attached(digest: Digest): Promise<string> {
  const version = { type: "model_version", id: `m:${randomUUID()}` } as const;
  const deed = { project: "default", origin: "acted", outcome: "done", actor: system, subject: version } as const;
  const facts = { digest, size_bytes: 500, role: "content", media_type: "application/octet-stream", held: "store" };
  await write((tx) => append(tx, [{ ...deed, action: "register", created: [{ ...version, facts: {} }] }]));
  await write((tx) => append(tx, [{ ...deed, action: "attach", facts }]));
  return version.id;
}

async function list(query: Record<string, string> = {}, cookie = viewer.cookie) {
  const response = await call(GET, { cookie, path: `/reconciliations?${new URLSearchParams(query)}` });
  expect(response.status).toBe(200);
  return RunsReply.parse(await response.json());
}

async function view(id: string, cookie = operator.cookie) {
  const response = await call(one, { cookie, params: { id } });
  expect(response.status).toBe(200);
  return RunReply.parse(await response.json());
}

function say(id: string, body: object, cookie = operator.cookie) {
  return call(acknowledge, { method: "POST", cookie, params: { id }, body: { comment, ...body } });
}

async function codes(response: Response): Promise<string[]> {
  return Problem.parse(await response.json()).reasons?.map(({ code }) => code) ?? [];
}

test("the history lists the runs as their signed events tell them, newest first, and names no other", async () => {
  await orphan();
  const ids = [await ran(), await ran({ mode: "incremental" }), await ran()].reverse();
  const all = await list();
  expect(all.runs.map(({ id }) => id)).toEqual(ids);
  expect(all).toMatchObject({ total: 3, truncated: false, doing: { asked: null, running: null } });
  expect(all.runs[1]).toMatchObject({ mode: "incremental", by: { type: "system" }, askedBy: null, losses: 0 });
  expect(all.runs[0]?.counts.orphan).toBe(1);
  expect(all.schedule.nextAt).toMatch(/^\d{4}-/);

  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: RunsReply = await list({ limit: "2", ...(cursor ? { cursor } : {}) });
    seen.push(...page.runs.map(({ id }) => id));
    cursor = page.cursor;
  }
  expect(seen).toEqual(ids);

  await autocommit(
    `MATCH (real:AuditEvent {id: $id})
     CREATE (e:AuditEvent) SET e = real {.*, id: $forged, eventId: $forged, stamp: real.stamp + 1,
       note: replace(replace(real.note, real.id, $forged), '"orphan":1', '"orphan":0')}`,
    { id: ids[0], forged: randomUUID() },
  );
  const forged = await list();
  expect([forged.runs.map(({ id }) => id), forged.total, forged.truncated]).toEqual([ids, 4, true]);
});

test("a run is told with what differs from the run before, and a loss with its finding", async () => {
  const [lost, first] = [await orphan(), await orphan()];
  const version = await attached(lost);
  const before = await ran();
  rmSync(at(lost), { force: true });
  rmSync(at(first), { force: true });
  const second = await orphan();
  const reply = await view(await ran());
  expect(reply.previous?.id).toBe(before);
  expect(reply.gone).toEqual([{ kind: "orphan", name: first }]);
  expect(reply.run.losses).toBe(1);
  const standing = (name: string) => reply.discrepancies.find((each) => each.name === name);
  expect(standing(second)).toMatchObject({ kind: "orphan", standing: "new", isLoss: false, findings: [] });
  expect(standing(lost)).toMatchObject({
    kind: "missing",
    standing: "new",
    isLoss: true,
    attachedTo: [{ type: "model_version", id: version }],
    findings: [{ state: "open" }],
  });
  const again = await view(await ran());
  expect(new Set(again.discrepancies.map((each) => each.standing))).toEqual(new Set(["still"]));
  expect((await view(again.run.id, viewer.cookie)).told).toBe("hidden");
});

describe("acknowledging a difference", () => {
  test("is a named person's act with a reason, by which later runs do not count it as new", async () => {
    const name = "notes of Ana.txt";
    writeFileSync(join(root, "sha256", name), "x");
    const first = await view(await ran());
    const told = first.discrepancies.find(({ kind }) => kind === "foreign");
    expect((await say(first.run.id, { kind: "foreign", name: told?.name })).status).toBe(201);
    const next = await view(await ran());
    expect(next.discrepancies.find(({ kind }) => kind === "foreign")).toMatchObject({
      standing: "acknowledged",
      acknowledged: { by: { username: operator.account.username }, why: { text: comment } },
    });
    const events = await recordOf(operator.account.account);
    const act = events.find(({ action, outcome }) => action === "acknowledge" && outcome === "done");
    expect(act?.note).toContain('"kind":"foreign"');
    expect(act?.note).not.toContain("Ana");
    expect(await codes(await say(next.run.id, { kind: "foreign", name: told?.name }))).toEqual([
      "discrepancy_acknowledged",
    ]);
    rmSync(join(root, "sha256", name));
  });

  test("is refused for a loss, to who may not, and where nothing like it was told", async () => {
    const lost = await orphan();
    await attached(lost);
    rmSync(at(lost), { force: true });
    const id = await ran();
    expect(await codes(await say(id, { kind: "missing", name: lost }))).toEqual(["discrepancy_is_a_finding"]);
    expect((await say(id, { kind: "orphan", name: lost })).status).toBe(404);
    expect((await say(randomUUID(), { kind: "orphan", name: lost })).status).toBe(404);
    expect((await say(id, { kind: "orphan", name: lost }, viewer.cookie)).status).toBe(403);
    expect((await say(id, { kind: "orphan", name: lost, comment: "short" })).status).toBe(422);
    expect((await call(one, { cookie: viewer.cookie, params: { id: randomUUID() } })).status).toBe(404);
  });

  test("is not done by whoever writes into the database", async () => {
    const name = await orphan();
    const id = await ran();
    await autocommit(
      `MATCH (real:AuditEvent {action: 'acknowledge'}) WHERE real.outcome = 'done' WITH real LIMIT 1
       CREATE (e:AuditEvent) SET e = real {.*, id: 'forged', eventId: 'forged', stamp: real.stamp + 1,
         note: replace(real.note, '"foreign"', '"orphan"')}`,
      {},
    );
    expect((await view(id)).discrepancies.find((each) => each.name === name)?.standing).toBe("new");
  });
});

describe("a run that a person asks for", () => {
  test("is made by the worker, told live by one event, and says who asked", async () => {
    const body = { mode: "full" };
    expect((await call(ask, { method: "POST", cookie: viewer.cookie, body })).status).toBe(403);
    expect((await call(ask, { method: "POST", cookie: operator.cookie, body })).status).toBe(201);
    const twice = await call(ask, { method: "POST", cookie: operator.cookie, body });
    expect(await codes(twice)).toEqual(["reconciliation_asked"]);
    expect((await list()).doing.asked).toMatchObject({ by: { username: operator.account.username }, mode: "full" });

    const response = await call(live, { cookie: viewer.cookie });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(configuration().home).toBe(own.home);
    const stop = new AbortController();
    const working = keepReconciling({
      system,
      signal: stop.signal,
      onTrouble: (error) => {
        throw error;
      },
    });
    const said: z.infer<typeof Doing>[] = [];
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      said.push(
        ...part.value
          .split("\n\n")
          .flatMap((line) => (line.startsWith("data: ") ? [Doing.parse(JSON.parse(line.slice(6)))] : [])),
      );
    }
    stop.abort();
    await working;
    expect(said.at(-1)).toEqual({ asked: null, running: null });
    const { runs, doing } = await list();
    expect(doing.asked).toBeNull();
    expect(runs[0]).toMatchObject({ mode: "full", askedBy: { by: { username: operator.account.username } } });
    const looks = (await recordOf(viewer.account.account)).filter(({ facts }) =>
      facts?.includes('"of":"reconciliation_progress"'),
    );
    expect(looks).toHaveLength(1);
  });
});

test("what was read of the history is on record", async () => {
  const rows = await read((tx) =>
    tx.rows(
      `MATCH (e:AuditEvent {action: 'view', account: $account}) WHERE e.facts CONTAINS '"of":"reconciliations"'
       RETURN count(e) AS looks`,
      { account: viewer.account.account },
      z.object({ looks: z.int() }),
    ),
  );
  expect(rows[0]?.looks).toBeGreaterThan(4);
});
