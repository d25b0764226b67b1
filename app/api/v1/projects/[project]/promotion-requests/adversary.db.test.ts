import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import type { Role } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { ActReply } from "@/lib/contract/promotion";
import { write } from "@/lib/graph/session";
import type { Handler } from "@/lib/http/route";
import { call, PASSWORD, project, session } from "@/lib/http/testing";
import { replaceAccount } from "@/lib/identity/accounts";
import { auditEvent } from "@/lib/identity/audit";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { forgetCallers } from "@/lib/identity/remembered";
import { Clock } from "@/lib/ledger/clock";
import type { Source } from "@/lib/ledger/prepare";
import { send, testSource } from "@/lib/ledger/testing";
import { POST as EVENTS } from "../events/route";
import { POST as PUBLISH } from "../policies/route";
import { POST as APPROVE } from "./[id]/approvals/route";
import { POST as OVERRIDE } from "./[id]/overrides/route";
import { POST as PROMOTE } from "./[id]/promotion/route";
import { POST as REQUEST } from "./route";

// Without the guard, which would veto what the intruder writes.
ownDatabase({ guard: false, isReady: true });

const DAY_MS = 86_400_000;
const sha256 = (digit: string) => digit.repeat(64);

interface Person {
  readonly username: string;
  readonly account: string;
  readonly cookie: string;
}
interface Scene {
  readonly here: string;
  readonly source: Source;
}

/** A new person, or another account of `same`, whose password is their own, signed in. */
async function enrolled(role: Role, same?: Person): Promise<Person> {
  const username = `test-${randomUUID()}`;
  const own = { username, displayName: username, kind: "user", password: PASSWORD, isPasswordKept: true } as const;
  const by = await builtInActor("system");
  const made = await enrol({
    ...own,
    // Whoever has another account may hold what is kept apart from before it was: the gate must not rely on it.
    roles: same ? [] : [role],
    by,
    now: Date.now(),
    ...(same ? { samePersonAs: same.username } : {}),
  });
  if (made.outcome === "refused") {
    throw new Error("not enrolled");
  }
  if (same) {
    await write((tx) => replaceAccount(tx, made.account, { roles: [role] }));
  }
  return { username, account: made.account.account, cookie: await session(username) };
}

function event(action: string, type: string, id: string, related: object[], metadata: object = {}) {
  return {
    event_id: `${action} ${id}`,
    action,
    timestamp: new Date().toISOString(),
    subject: { type, id },
    related,
    metadata,
  };
}

/** A model with two versions, each trained on recorded data, with its digest and passed tests. */
async function scene(simulation = false): Promise<Scene> {
  const here = await project(simulation);
  const source = { ...(await testSource(true)), project: here };
  const [data, run, model] = [
    { type: "dataset_version", id: "DS:1" },
    { type: "run", id: "R1" },
    { type: "model", id: "m" },
  ];
  const version = (id: string, digit: string) => [
    event("register", "model_version", id, [model, run], { sha256: sha256(digit) }),
    event("attest", "attestation", `att:${id}`, [{ type: "model_version", id }], { claim: "tests", result: "passed" }),
  ];
  const made = [
    event("record", "model", "m", []),
    event("record", "dataset_version", "DS:1", []),
    event("start", "run", "R1", [data]),
    ...version("v1", "a"),
    ...version("v2", "b"),
  ];
  expect(await send(source, made)).toMatchObject({ outcome: "done" });
  return { here, source };
}

/** What the route answered: `done`, or the codes of the reasons. Of a refusal the record must say the same, under the asker's account. */
async function told(handler: Handler, who: Person, params: Record<string, string>, body: object): Promise<string> {
  const response = await call(handler, { method: "POST", cookie: who.cookie, params, body });
  if (response.status < 300) {
    return "done";
  }
  const { reasons = [], errors = [], recorded = "" } = Problem.parse(await response.json());
  const { event: kept } = await auditEvent(recorded, true);
  const codes = [...reasons, ...errors].map(({ code }) => code);
  expect(["refused", "failed"]).toContain(kept.outcome);
  expect(kept.reasons.map(({ code }) => code)).toEqual(codes);
  expect(kept.who.account).toBe(who.account);
  return codes.join(" ");
}

async function ask({ here }: Scene, who: Person, modelVersion = "v1"): Promise<string> {
  const asked = await call(REQUEST, {
    method: "POST",
    cookie: who.cookie,
    params: { project: here },
    body: { modelVersion },
  });
  return ActReply.parse(await asked.json()).made?.id ?? "";
}

const signed = { password: PASSWORD };
const approve = ({ here }: Scene, id: string, who: Person) => told(APPROVE, who, { project: here, id }, signed);
const promote = ({ here }: Scene, id: string, more: object = {}, who = operator) =>
  told(PROMOTE, who, { project: here, id }, { ...signed, ...more });

async function publish({ here }: Scene, rule: object): Promise<void> {
  const policy = { v: 1, name: "a test", rules: [{ name: "all", approvals: { people: 1 }, ...rule }] };
  expect(await told(PUBLISH, officer, { project: here }, { policy, reason: "a test", ...signed })).toBe("done");
}

/** The intruder's statement. */
function rewrite({ here }: Scene, statement: string, more: object = {}): Promise<void> {
  return write((tx) => tx.run(statement, { project: here, ...more }));
}

let old: Scene;
let scientist: Person;
let first: Person;
let second: Person;
let operator: Person;
let officer: Person;

beforeAll(async () => {
  // First of all, since the recorder's clock only goes forward; this one asks for the time whenever it is read.
  Object.assign(globalThis, { pedigreeClock: new Clock(() => Date.now()) });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 2 * DAY_MS });
  await ensureSystemAccounts();
  old = await scene();
  vi.useRealTimers();
  [scientist, first, second, operator, officer] = [
    await enrolled("data_scientist"),
    await enrolled("approver"),
    await enrolled("approver"),
    await enrolled("operator"),
    await enrolled("compliance_officer"),
  ];
});

afterEach(() => vi.useRealTimers());

test("an attestation that has expired opens no gate, by the recorder's clock", async () => {
  await publish(old, { attestations: [{ claim: "tests", maxAgeDays: 1 }] });
  const id = await ask(old, scientist);
  expect(await approve(old, id, first)).toBe("done");
  expect(await promote(old, id)).toBe("attestation_too_old");
});

test("an approval that was written into the database counts for nothing", async () => {
  const at = await scene();
  const id = await ask(at, scientist);
  expect(await approve(at, id, first)).toBe("done");
  const forge = `
    MATCH (real:Approval)-[:APPROVES]->(request:PromotionRequest {project: $project, id: $id})
    CREATE (forged:Artifact:Approval) SET forged = real {.*, id: 'forged', by: $account}
    CREATE (forged)-[a:APPROVES]->(request) SET a.event_id = real.event_id, a.origin = 'acted', a.stamp = real.stamp`;
  await rewrite(at, forge, { id, account: second.account });
  expect(await promote(at, id)).toBe("approvals_missing");
});

test("a role or a session that was edited in the database lets nobody approve", async () => {
  const at = await scene();
  const id = await ask(at, scientist);
  const intruder = await enrolled("viewer");
  await rewrite(at, "MATCH (a:Account {account: $account}) SET a.roles = ['approver']", intruder);
  forgetCallers();
  const denied = await call(APPROVE, {
    method: "POST",
    cookie: intruder.cookie,
    params: { project: at.here, id },
    body: signed,
  });
  expect(denied.status).toBe(401);
  const { recorded = "" } = Problem.parse(await denied.json());
  const { event: kept } = await auditEvent(recorded, true);
  expect([kept.action, kept.outcome, ...kept.reasons.map(({ code }) => code)]).toEqual([
    "denied",
    "refused",
    "row_mac_invalid",
  ]);
});

test("nobody approves their own request by a second account, nor another's twice", async () => {
  const at = await scene();
  const twin = await enrolled("approver", scientist);
  const id = await ask(at, scientist);
  expect(await approve(at, id, twin)).toBe("requester_cannot_approve");
  expect(await approve(at, id, first)).toBe("done");
  expect(await approve(at, id, await enrolled("approver", first))).toBe("already_approved");
  expect(await promote(at, id)).toBe("approvals_missing");
});

test("approvals that are laid at the door of another version's request count for nothing there", async () => {
  const at = await scene();
  const [approved, id] = [await ask(at, scientist, "v1"), await ask(at, scientist, "v2")];
  expect([await approve(at, approved, first), await approve(at, approved, second)]).toEqual(["done", "done"]);
  const replay = `
    MATCH (a:Approval)-[of:APPROVES]->(:PromotionRequest {project: $project, id: $approved})
    MATCH (other:PromotionRequest {project: $project, id: $id})
    CREATE (a)-[copy:APPROVES]->(other) SET copy = properties(of)`;
  await rewrite(at, replay, { approved, id });
  expect(await promote(at, id)).toBe("approvals_missing");
});

test("what was approved is not exchanged: neither its digest by a producer, nor the version by whoever rewrites the database", async () => {
  const at = await scene();
  const id = await ask(at, scientist);
  expect([await approve(at, id, first), await approve(at, id, second)]).toEqual(["done", "done"]);
  const declares = [{ type: "model_version", id: "v1", sha256: sha256("f") }];
  const other = { ...event("register", "model_version", "v1", []), event_id: "again", declares };
  expect(await told(EVENTS, scientist, { project: at.here }, [other])).toBe("artifact_differs");
  const swap = `
    MATCH (v1:ModelVersion {project: $project, id: 'v1'}), (v2:ModelVersion {project: $project, id: 'v2'})
    SET v1.sha256 = v2.sha256, v1.event_id = v2.event_id`;
  await rewrite(at, swap);
  expect(await promote(at, id)).toContain("subject_changed");
});

test("one person's override sets nothing aside", async () => {
  const at = await scene();
  await publish(at, { attestations: [{ claim: "fairness" }], override: { roles: ["operator"], people: 2, hours: 1 } });
  const id = await ask(at, scientist);
  expect(await approve(at, id, first)).toBe("done");
  const given = { justification: "customers cannot pay", ...signed };
  const override = (who: Person) => told(OVERRIDE, who, { project: at.here, id }, given);
  expect(await override(operator)).toBe("done");
  expect(await promote(at, id)).toBe("attestation_missing");
  expect(await override(await enrolled("operator", operator))).toBe("already_overridden");
  expect(await promote(at, id)).toBe("attestation_missing");
  expect(await override(await enrolled("operator"))).toBe("done");
  expect(await promote(at, id)).toBe("done");
});

test("a time of the caller's moves no freeze, also in a simulation, and is nobody's to say elsewhere", async () => {
  const now = Date.now();
  const [from, until] = [now - DAY_MS, now + DAY_MS].map((at) => new Date(at).toISOString());
  const before = { at: new Date(now - 30 * DAY_MS).toISOString() };
  for (const [simulation, codes] of [
    [true, "frozen"],
    [false, "time_not_yours_to_say"],
  ] as const) {
    const at = await scene(simulation);
    await publish(at, { freezes: [{ from, until, why: "the end of the year" }] });
    const id = await ask(at, scientist);
    expect(await approve(at, id, first)).toBe("done");
    expect(await promote(at, id, before)).toBe(codes);
    expect(await promote(at, id)).toBe("frozen");
  }
});

test("a call that goes around the pages meets the same rules: no permission, no signature, no gate", async () => {
  const at = await scene();
  const id = await ask(at, scientist);
  const params = { project: at.here, id };
  expect(await told(APPROVE, await enrolled("viewer"), params, signed)).toBe("permission_missing");
  expect(await told(APPROVE, first, params, {})).toBe("signature_needs_password");
  const anything = { v: 1, name: "anything goes", rules: [{ name: "all", approvals: { people: 0 } }] };
  const unsigned = { policy: anything, reason: "no name to it" };
  expect(await told(PUBLISH, officer, { project: params.project }, unsigned)).toBe("signature_needs_password");
  expect(await told(APPROVE, first, params, { password: "not theirs, by any means" })).toBe("signature_password_wrong");
  expect(await promote(at, id, {}, scientist)).toBe("permission_missing");
  expect(await promote(at, id)).toBe("approvals_missing");
  const claims = ["approve", "promote"].map((action) => event(action, "model_version", "v1", []));
  expect(await told(EVENTS, scientist, { project: at.here }, claims)).toBe("done");
  expect(await promote(at, id)).toBe("approvals_missing");
});
