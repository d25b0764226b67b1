import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import { POST as claims } from "@/app/api/v1/reproduction-claims/route";
import { Problem } from "@/lib/contract/problem";
import { ActReply } from "@/lib/contract/promotion";
import {
  ClaimReply,
  LiveReproduction,
  ReproductionReply,
  ReproductionsReply,
  type VerdictBody,
  type Work,
} from "@/lib/contract/reproduction";
import { autocommit, write } from "@/lib/graph/session";
import { call, project, recordOf, service, signedIn } from "@/lib/http/testing";
import { builtInActor } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { GET as live } from "./[id]/live/route";
import { POST as log } from "./[id]/log/route";
import { GET as one } from "./[id]/route";
import { POST as verdict } from "./[id]/verdict/route";
import { POST as withdrawal } from "./[id]/withdrawal/route";
import { GET, POST } from "./route";

const RUNS = ["artifact:read", "artifact:download", "reproduction:run"] as const;

let here: string;
let auditor: Awaited<ReturnType<typeof signedIn>>;
let officer: Awaited<ReturnType<typeof signedIn>>;
let viewer: Awaited<ReturnType<typeof signedIn>>;
let runner: Awaited<ReturnType<typeof service>>;

beforeAll(async () => {
  [auditor, officer, viewer] = [
    await signedIn("auditor"),
    await signedIn("compliance_officer"),
    await signedIn("viewer"),
  ];
});

// Each has a project of its own, which its runner alone reaches: the queue is one for all.
beforeEach(async () => {
  here = await project();
  runner = await service(RUNS, [here]);
});

async function predicted(within = here): Promise<string> {
  const subject = { type: "prediction", id: `P-${randomUUID()}` } as const;
  const actor = await builtInActor("system");
  const facts = { output: { label: "high", score: "0.82" } };
  const deed = { project: within, origin: "acted", outcome: "done", actor, subject, action: "predict" } as const;
  await write((tx) => append(tx, [{ ...deed, created: [{ ...subject, facts }] }]));
  return subject.id;
}

function ask(prediction: string, { cookie = auditor.cookie, train = false, within = here } = {}) {
  return call(POST, { method: "POST", cookie, params: { project: within }, body: { prediction, train } });
}

async function asked(prediction: string): Promise<string> {
  const response = await ask(prediction);
  expect(response.status).toBe(201);
  return ActReply.parse(await response.json()).event.id;
}

async function claim(token = runner.secret): Promise<Work | null> {
  const response = await call(claims, { method: "POST", token, body: {} });
  expect(response.status).toBe(200);
  return ClaimReply.parse(await response.json()).work;
}

async function given(): Promise<Work> {
  const work = await claim();
  if (!work) {
    throw new Error("there is nothing to do");
  }
  return work;
}

async function codes(response: Response): Promise<string[]> {
  return Problem.parse(await response.json()).reasons?.map(({ code }) => code) ?? [];
}

async function view(id: string, cookie = auditor.cookie) {
  const response = await call(one, { cookie, params: { project: here, id } });
  expect(response.status).toBe(200);
  return ReproductionReply.parse(await response.json());
}

async function list(query: Record<string, string> = {}, cookie = auditor.cookie) {
  const path = `/reproductions?${new URLSearchParams(query)}`;
  const response = await call(GET, { cookie, path, params: { project: here } });
  expect(response.status).toBe(200);
  return ReproductionsReply.parse(await response.json());
}

const REPRODUCED: Omit<VerdictBody, "claim"> = {
  facts: { verdict: "reproduced", fields: 2, differing: 0, runs: 1, trained: false },
  reasons: [],
  used: [{ part: "model", recorded: "sha256:aa", used: "sha256:aa" }],
  expected: { label: "high", score: "0.82" },
  log: { lines: ["scoring in isolation", "reproduced"], dropped: 0 },
};

function tell({ claim: shown, request }: Work, body: Partial<VerdictBody> = {}, token = runner.secret) {
  const params = { project: here, id: request };
  return call(verdict, { method: "POST", token, params, body: { claim: shown, ...REPRODUCED, ...body } });
}

function say({ claim: shown, request }: Work, lines: readonly string[]) {
  const params = { project: here, id: request };
  return call(log, { method: "POST", token: runner.secret, params, body: { claim: shown, lines } });
}

function withdraw(id: string, cookie = auditor.cookie) {
  return call(withdrawal, { method: "POST", cookie, params: { project: here, id }, body: {} });
}

/** As if the runner had not been heard of for a minute. */
function runOut(id: string) {
  return autocommit("MATCH (j:Job {id: $id}) SET j.expiresAt = 0", { id: `reproduction ${id}` });
}

test("what somebody asks for waits, is taken up once, and ends with the verdict on record, its log beside it", async () => {
  const prediction = await predicted();
  expect((await list()).runner).toEqual({ askedAt: null, isThere: false });
  const id = await asked(prediction);
  expect(await view(id)).toMatchObject({ reproduction: { state: "waiting", attempts: 0, prediction }, told: null });

  const work = await given();
  expect(work).toMatchObject({ project: here, request: id, prediction, train: false, attempt: 1 });
  expect((await say(work, ["fetching the model"])).status).toBe(204);
  expect(await view(id)).toMatchObject({
    reproduction: { state: "running", attempts: 1 },
    log: { lines: ["fetching the model"] },
    runner: { isThere: true },
  });

  const told = await tell(work);
  expect(told.status).toBe(201);
  const event = ActReply.parse(await told.json()).event.id;
  const seen = await view(id);
  expect(seen).toMatchObject({
    reproduction: { state: "reproduced", ended: { event, by: { account: runner.account.account } } },
    told: "open",
    log: REPRODUCED.log,
    used: REPRODUCED.used,
    fields: [
      { field: "label", recorded: "high", got: "high", state: "same" },
      { field: "score", recorded: "0.82", got: "0.82", state: "same" },
    ],
  });
  expect(await claim()).toBeNull();
  const record = await recordOf(runner.account.account);
  expect(record.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    "take_reproduction done",
    "reproduce done",
  ]);
});

test("a viewer sees what came of it and not what was said, and may not ask; the attempt is on record", async () => {
  const id = await asked(await predicted());
  await tell(await given());
  expect(await view(id, viewer.cookie)).toMatchObject({
    reproduction: { state: "reproduced" },
    told: "hidden",
    log: null,
    fields: [],
  });
  const response = await ask(await predicted(), { cookie: viewer.cookie });
  expect(response.status).toBe(403);
  expect(await codes(response)).toEqual(["permission_missing"]);
  expect((await recordOf(viewer.account.account)).at(-1)).toMatchObject({ action: "denied", project: here });
});

test("the same prediction is not asked for twice while the first is open, and what there is none of is refused", async () => {
  const prediction = await predicted();
  const id = await asked(prediction);
  const again = await ask(prediction, { cookie: officer.cookie, train: true });
  expect(again.status).toBe(409);
  expect(Problem.parse(await again.json()).reasons).toMatchObject([
    { code: "reproduction_asked", params: { request: id } },
  ]);
  expect((await recordOf(officer.account.account)).at(-1)).toMatchObject({
    action: "request_reproduction",
    outcome: "refused",
    subject: prediction,
  });
  expect(await codes(await ask("P-none"))).toEqual(["prediction_unknown"]);
  await tell(await given());
  expect((await ask(prediction)).status).toBe(201);
});

/** What `account` did or tried with the request `id`, in its order. */
async function deeds(account: string, id: string): Promise<string[]> {
  const record = await recordOf(account);
  return record
    .filter(({ refersTo, action }) => refersTo === id && action !== "view")
    .map(({ action, outcome }) => `${action} ${outcome}`);
}

test("who asked cancels it while it waits; nobody else does, and each attempt is on record", async () => {
  const id = await asked(await predicted());
  expect((await withdraw(id, viewer.cookie)).status).toBe(403);
  expect(await codes(await withdraw(id, officer.cookie))).toEqual(["not_the_requester"]);
  expect((await view(id, officer.cookie)).reproduction.youMayNotWithdraw).toMatchObject([
    { code: "not_the_requester" },
  ]);
  expect((await withdraw(id)).status).toBe(201);
  expect(await view(id)).toMatchObject({
    reproduction: {
      state: "cancelled",
      attempts: 0,
      ended: { by: { account: auditor.account.account }, attempt: null },
    },
    told: null,
    log: null,
  });
  expect(await claim()).toBeNull();
  expect(await codes(await withdraw(id))).toEqual(["reproduction_cancelled"]);
  expect(await deeds(officer.account.account, id)).toEqual(["withdraw_reproduction refused"]);
  expect(await deeds(auditor.account.account, id)).toEqual([
    "withdraw_reproduction done",
    "withdraw_reproduction refused",
  ]);
  expect((await recordOf(viewer.account.account)).at(-1)).toMatchObject({ action: "denied", project: here });
});

test("who asked cancels it under way; its runner is told at once, its verdict is refused, and its log so far stays", async () => {
  const [first, second] = [await asked(await predicted()), await asked(await predicted())];
  const work = await given();
  expect(work.request).toBe(first);
  await say(work, ["fetching the model", "scoring in isolation"]);
  expect((await view(first)).reproduction.youMayNotWithdraw).toEqual([]);
  const response = await withdraw(first);
  expect(response.status).toBe(201);
  const { event } = ActReply.parse(await response.json());
  expect(await view(first)).toMatchObject({
    reproduction: {
      state: "cancelled",
      attempts: 1,
      ended: {
        event: event.id,
        by: { account: auditor.account.account },
        at: event.recordedAt,
        attempt: 1,
        facts: null,
      },
    },
    told: "open",
    log: { lines: ["fetching the model", "scoring in isolation"], dropped: 0 },
    fields: [],
  });
  expect(await view(first, viewer.cookie)).toMatchObject({ told: "hidden", log: null });
  expect((await list({ state: "cancelled" })).reproductions).toMatchObject([{ id: first, state: "cancelled" }]);

  expect(await codes(await say(work, ["still here"]))).toEqual(["reproduction_cancelled"]);
  expect(await codes(await tell(work))).toEqual(["reproduction_cancelled"]);
  expect((await view(first)).reproduction.state).toBe("cancelled");
  expect(await deeds(runner.account.account, first)).toEqual([
    "take_reproduction done",
    "refuse refused",
    "reproduce refused",
  ]);
  expect(await deeds(auditor.account.account, first)).toEqual(["withdraw_reproduction done"]);

  expect(await given()).toMatchObject({ request: second, attempt: 1 });
});

test("a sign of life counts in the project of its request alone, and a lease that somebody wrote into the database hides no cancel", async () => {
  const id = await asked(await predicted());
  const work = await given();
  const elsewhere = await project();
  const both = await service(RUNS, [here, elsewhere]);
  const params = { project: elsewhere, id };
  const body = { claim: work.claim, lines: ["from elsewhere"] };
  expect((await call(log, { method: "POST", token: both.secret, params, body })).status).toBe(404);
  await say(work, ["fetching the model"]);
  expect((await view(id)).log?.lines).toEqual(["fetching the model"]);

  await withdraw(id);
  await autocommit(
    `MERGE (j:Job {id: $job}) SET j += {holder: $claim, account: $account, lines: [], dropped: 0, expiresAt: timestamp() + 60000}`,
    { job: `reproduction ${id}`, claim: work.claim, account: runner.account.account },
  );
  expect(await codes(await say(work, ["still here"]))).toEqual(["reproduction_cancelled"]);
});

test("each token of one service tells for which projects it runs", async () => {
  const elsewhere = await project();
  await claim();
  await claim((await service(RUNS, [elsewhere])).secret);
  expect((await list()).runner.isThere).toBe(true);
});

test("a request with a verdict is not cancelled, and one whose runner is not heard of any more is", async () => {
  const id = await asked(await predicted());
  await tell(await given());
  expect((await view(id)).reproduction.youMayNotWithdraw).toMatchObject([{ code: "reproduction_over" }]);
  expect(await codes(await withdraw(id))).toEqual(["reproduction_over"]);
  expect(await deeds(auditor.account.account, id)).toEqual(["withdraw_reproduction refused"]);

  const lost = await asked(await predicted());
  const work = await given();
  await runOut(lost);
  expect((await withdraw(lost)).status).toBe(201);
  expect(await view(lost)).toMatchObject({
    reproduction: { state: "cancelled", attempts: 1, ended: { attempt: null } },
  });
  expect(await codes(await say(work, ["still here"]))).toEqual(["reproduction_cancelled"]);
  expect(await claim()).toBeNull();
});

test("of a cancel and a verdict that come at once one is done, and the other is refused", async () => {
  const id = await asked(await predicted());
  const work = await given();
  const [cancel, told] = await Promise.all([withdraw(id), tell(work)]);
  expect([cancel.status, told.status].sort()).toEqual([201, 409]);
  const { state } = (await view(id)).reproduction;
  expect(state).toBe(cancel.status === 201 ? "cancelled" : "reproduced");
  expect(await deeds(auditor.account.account, id)).toEqual([
    `withdraw_reproduction ${cancel.status === 201 ? "done" : "refused"}`,
  ]);
});

test("of runners that ask at once exactly one is given a request", async () => {
  const id = await asked(await predicted());
  const others = [runner, await service(RUNS, [here]), await service(RUNS, [here])];
  const works = await Promise.all([...others, ...others].map(({ secret }) => claim(secret)));
  expect(works.filter((work) => work !== null)).toMatchObject([{ request: id, attempt: 1 }]);
});

test("what a killed runner left is taken up again, and the first one's verdict is not taken any more", async () => {
  const id = await asked(await predicted());
  const first = await given();
  expect(await claim()).toBeNull();
  await runOut(id);
  const second = await given();
  expect(second).toMatchObject({ request: id, attempt: 2 });
  expect(await codes(await tell(first))).toEqual(["reproduction_taken_over"]);
  expect(await codes(await say(first, ["still here"]))).toEqual(["reproduction_taken_over"]);
  const other = await service(RUNS, [here]);
  expect(await codes(await tell(second, {}, other.secret))).toEqual(["reproduction_taken_over"]);
  expect((await tell(second)).status).toBe(201);
});

test("a request ends with a reason on record when no runner brought it to an end three times", async () => {
  const id = await asked(await predicted());
  for (const attempt of [1, 2, 3]) {
    expect(await given()).toMatchObject({ attempt });
    await runOut(id);
  }
  expect(await claim()).toBeNull();
  expect(await view(id)).toMatchObject({
    reproduction: { state: "cannot_be_reproduced", attempts: 3, ended: { by: { type: "system" }, origin: "acted" } },
    reasons: [{ code: "runner_lost", params: { attempts: 3 } }],
  });
});

test("a runner is given nothing of a project that its token does not reach, and nobody finds it in another", async () => {
  const elsewhere = await project();
  const prediction = await predicted(elsewhere);
  const response = await ask(prediction, { within: elsewhere });
  const { event } = ActReply.parse(await response.json());
  expect(await claim()).toBeNull();
  expect((await call(one, { cookie: auditor.cookie, params: { project: here, id: event.id } })).status).toBe(404);
  expect((await list()).total).toBe(0);
  const person = await call(claims, { method: "POST", cookie: auditor.cookie, body: {} });
  expect(person.status).toBe(403);
});

test("the list is narrowed by what came of it and by prediction, and names no request that nobody signed", async () => {
  const [first, second, third] = [await predicted(), await predicted(), await predicted()];
  const [done, differs, open] = [await asked(first), await asked(second), await asked(third)];
  await tell(await given());
  const reasons = [{ code: "field_differs", params: { field: "score", expected: "0.82", got: "0.9" } }];
  const facts = { verdict: "differs", cause: "model_file", fields: 2, differing: 1, runs: 3 } as const;
  await tell(await given(), { facts, reasons });
  const ids = async (query: Record<string, string>) => (await list(query)).reproductions.map(({ id }) => id);
  expect(await ids({})).toEqual([open, differs, done]);
  expect(await ids({ state: "open" })).toEqual([open]);
  expect(await ids({ state: "differs" })).toEqual([differs]);
  expect(await ids({ state: "cancelled" })).toEqual([]);
  expect(await ids({ prediction: first })).toEqual([done]);
  const page = await list({ limit: "2" });
  expect(page.reproductions.map(({ id }) => id)).toEqual([open, differs]);
  expect(await ids({ limit: "2", cursor: page.cursor ?? "" })).toEqual([done]);
  expect((await view(differs)).fields).toMatchObject([{ state: "same" }, { got: "0.9", state: "differs" }]);

  await autocommit(
    `MATCH (real:AuditEvent {id: $id})
     CREATE (e:AuditEvent) SET e = real {.*, id: $forged, eventId: $forged, stamp: real.stamp + 1, note: 'forged'}`,
    { id: open, forged: randomUUID() },
  );
  expect(await list()).toMatchObject({ total: 4, truncated: true, reproductions: [{ id: open }, {}, {}] });
});

/** The messages of a subscription until it ends. */
async function* messages(body: ReadableStream<Uint8Array> | null): AsyncGenerator<z.infer<typeof LiveReproduction>> {
  let rest = "";
  for await (const piece of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream() as never)) {
    const parts = `${rest}${String(piece)}`.split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts.filter((each) => each.startsWith("data: "))) {
      yield LiveReproduction.parse(JSON.parse(part.slice("data: ".length)));
    }
  }
}

test("a subscription tells the place in the queue, each line once, and the end, also of what is cancelled; it is one look", async () => {
  await asked(await predicted());
  const id = await asked(await predicted());
  const response = await call(live, { cookie: officer.cookie, params: { project: here, id } });
  const told = messages(response.body);
  const next = async () => (await told.next()).value;
  expect(await next()).toMatchObject({ state: "waiting", lines: [] });
  await tell(await given());
  const work = await given();
  await say(work, ["one", "two"]);
  const lines: string[] = [];
  let state = "waiting";
  while (lines.length < 2) {
    const message = await next();
    lines.push(...(message?.lines ?? []));
    state = message?.state ?? "over";
  }
  expect([state, lines]).toEqual(["running", ["one", "two"]]);
  await say(work, ["three"]);
  expect(await next()).toMatchObject({ from: 2, lines: ["three"] });
  await tell(work);
  expect(await next()).toMatchObject({ state: "reproduced" });
  expect((await told.next()).done).toBe(true);
  const cancelled = await asked(await predicted());
  const other = messages((await call(live, { cookie: officer.cookie, params: { project: here, id: cancelled } })).body);
  expect((await other.next()).value).toMatchObject({ state: "waiting" });
  await given();
  expect((await other.next()).value).toMatchObject({ state: "running" });
  await withdraw(cancelled);
  expect((await other.next()).value).toMatchObject({ state: "cancelled" });
  expect((await other.next()).done).toBe(true);
  const looks = (await recordOf(officer.account.account)).filter(
    ({ action, project: within }) => action === "view" && within === here,
  );
  expect(looks).toHaveLength(2);
});

test("a run that is sought through another project's path is not found, and the record of that names it", async () => {
  const id = await asked(await predicted());
  const params = { project: await project(), id };
  for (const [handler, method, route] of [
    [one, "GET", "/projects/{project}/reproductions/{id}"],
    [live, "GET", "/projects/{project}/reproductions/{id}/live"],
    [withdrawal, "POST", "/projects/{project}/reproductions/{id}/withdrawal"],
  ] as const) {
    const body = method === "POST" ? { body: {} } : {};
    expect((await call(handler, { method, cookie: auditor.cookie, params, ...body })).status).toBe(404);
    const last = (await recordOf(auditor.account.account)).at(-1);
    expect([last?.outcome, last?.project, JSON.parse(last?.facts ?? "")]).toEqual([
      "failed",
      params.project,
      { route, method, sought: id },
    ]);
  }
});
