import { beforeAll, describe, expect, test } from "vitest";
import { GET as LIST } from "@/app/api/v1/privacy/quarantine/route";
import { POST as RECORD } from "@/app/api/v1/projects/[project]/events/route";
import { POST as TREAT } from "@/app/api/v1/projects/[project]/personal-data/route";
import { GET as SHOW } from "@/app/api/v1/projects/[project]/quarantine/[id]/route";
import { GET as WHO } from "@/app/api/v1/session/route";
import { QUARANTINE_WAITS, topicOf } from "@/lib/contract/findings";
import { SessionReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { QuarantinedReply, QuarantineReply } from "@/lib/contract/quarantine";
import { RecordReply } from "@/lib/contract/record";
import { read } from "@/lib/graph/session";
import { call, officerSignedIn, PASSWORD, project, recordOf, service, signedIn } from "@/lib/http/testing";
import { giveRole } from "@/lib/identity/access/give";
import { auditEvent } from "@/lib/identity/audit";
import { builtInActor } from "@/lib/identity/caller";
import { datasetEvent as event } from "@/lib/ledger/dataset-event.testing";
import { openPayloads } from "@/lib/ledger/parts";
import { storedEvent } from "@/lib/ledger/trail";
import { openFindings } from "@/lib/log/findings";
import { tellOfQuarantine } from "@/lib/privacy/waiting";
import { POST as DECIDE } from "./[id]/decision/route";

const EMAIL = "ana.bauer@posteo.de";

let here = "";
let officer: Awaited<ReturnType<typeof signedIn>>;
let sender: Awaited<ReturnType<typeof service>>;

function post(body: unknown): Promise<Response> {
  return call(RECORD, { method: "POST", token: sender.secret, params: { project: here }, body });
}

/** Sends what has to be set aside; the act that says so. */
async function setAside(body: unknown) {
  const response = await post(body);
  expect(response.status).toBe(202);
  const { receipts } = RecordReply.parse(await response.json());
  expect(receipts.every(({ status }) => status === "quarantined")).toBe(true);
  expect(new Set(receipts.map(({ id }) => id)).size).toBe(1);
  return receipts[0]?.id ?? "";
}

function decide(id: string, decision: string, more: object = {}, cookie = officer.cookie) {
  const body = { decision, reason: "a test", password: PASSWORD, ...more };
  return call(DECIDE, {
    method: "POST",
    path: `/projects/${here}/quarantine/${id}/decision`,
    cookie,
    params: { project: here, id },
    body,
  });
}

async function waiting(): Promise<string[]> {
  const response = await call(LIST, { cookie: officer.cookie, path: `/privacy/quarantine?project=${here}` });
  return QuarantineReply.parse(await response.json()).waiting.map(({ id }) => id);
}

async function stored(id: string) {
  const found = await read((tx) => storedEvent(tx, id));
  return { envelope: found?.envelope, parts: found ? await openPayloads(found, true) : [] };
}

async function reasonsOf(response: Response): Promise<string[]> {
  const told = Problem.parse(await response.json());
  return [...(told.reasons ?? []), ...(told.errors ?? [])].map(({ code }) => code);
}

beforeAll(async () => {
  here = await project();
  officer = await officerSignedIn();
  sender = await service(["event:record", "acted:facts"]);
  const body = { permanent: "quarantine", encrypted: "quarantine", reason: "a test" };
  const treated = await call(TREAT, { method: "POST", cookie: officer.cookie, params: { project: here }, body });
  expect(treated.status).toBe(204);
});

describe("an event with something personal from a source with a quarantine", () => {
  test("is set aside: 202 with the act, on record by kind and place, and nothing of it in the clear", async () => {
    const id = await setAside(event({ note: `ask ${EMAIL}` }));
    const { envelope, parts } = await stored(id);
    expect(envelope).toMatchObject({
      action: "quarantine",
      facts: { events: 1, detected: [{ pointer: "/metadata/*", kind: "email", count: 1 }] },
    });
    expect(JSON.stringify(envelope)).not.toMatch(/ana\.bauer|DS:/);
    expect(parts).toMatchObject([{ name: "quarantined", key: expect.stringMatching(/^quarantine:/) }]);
    expect(await waiting()).toContain(id);
  });

  test("sent again while it waits gets the same answer and no second act; another under its event_id is refused", async () => {
    const sent = event({ note: EMAIL });
    const id = await setAside(sent);
    expect(await setAside(sent)).toBe(id);
    const other = await post({ ...sent, metadata: { note: `not ${EMAIL}` } });
    expect(other.status).toBe(409);
    expect(await reasonsOf(other)).toEqual(["quarantined_otherwise"]);
    const acts = (await recordOf(sender.account.account)).filter(({ action }) => action === "quarantine");
    expect(acts.filter((each) => each.id === id)).toHaveLength(1);
    expect((await recordOf(sender.account.account)).at(-1)).toMatchObject({ action: "record", outcome: "refused" });
  });

  test("takes its batch with it: all are recorded when it is released, as their sender's acts, and none before", async () => {
    const [clean, dirty] = [event({}), event({ uri: `https://acme.io/?u=${EMAIL}` })];
    const id = await setAside([clean, dirty]);
    expect((await decide(id, "release")).status).toBe(201);
    const again = await post([clean, dirty]);
    expect(again.status).toBe(200);
    const { receipts } = RecordReply.parse(await again.json());
    const events = await Promise.all(receipts.map((receipt) => stored(receipt.id)));
    for (const { envelope } of events) {
      expect(envelope).toMatchObject({
        action: "record",
        origin: "acted",
        refers_to: id,
        actor: { account: sender.account.account },
      });
    }
    expect(events[1]?.envelope?.created?.[0]?.facts ?? events[1]?.envelope?.facts).toBeDefined();
    const [decision] = (await recordOf(officer.account.account)).filter(
      ({ action, note }) => action === "release_quarantined" && note.includes(id),
    );
    expect(decision).toMatchObject({ outcome: "done", facts: expect.stringContaining("as_sent") });
    expect(await waiting()).not.toContain(id);
    expect((await stored(id)).parts).toMatchObject([{ state: "erased" }]);
  });

  test("is recorded without what is personal where that is decided; what its sender signed is not altered", async () => {
    const sent = event({ note: `ask ${EMAIL}` });
    expect((await decide(await setAside(sent), "redact")).status).toBe(201);
    const { receipts } = RecordReply.parse(await (await post(sent)).json());
    const { envelope, parts } = await stored(receipts[0]?.id ?? "");
    expect(envelope?.redacted).toEqual([{ pointer: "/metadata/*", kind: "email", count: 1 }]);
    expect(parts[0]?.content).toEqual({ note: "ask [redacted:email]" });
    const bound = await setAside(event({ note: EMAIL }, { integrity: { signature: "c2lnbmF0dXJl" } }));
    expect(await reasonsOf(await decide(bound, "redact"))).toEqual(["signed_event_not_redacted"]);
    expect((await decide(bound, "release")).status).toBe(201);
  });

  test("is discarded for good, on record with its reason; what is sent again then waits anew", async () => {
    const sent = event({ note: EMAIL });
    const id = await setAside(sent);
    expect((await decide(id, "discard")).status).toBe(201);
    expect(await reasonsOf(await decide(id, "release"))).toEqual(["quarantine_settled"]);
    const last = (await recordOf(officer.account.account)).slice(-2);
    expect(last).toMatchObject([
      { action: "discard_quarantined", outcome: "done" },
      { action: "refuse", outcome: "refused" },
    ]);
    expect(await setAside(sent)).not.toBe(id);
  });

  test("can only be discarded once its sender sent it again without that", async () => {
    const sent = event({ note: EMAIL });
    const id = await setAside(sent);
    expect((await post({ ...sent, metadata: { note: "somebody" } })).status).toBe(201);
    expect(await reasonsOf(await decide(id, "release"))).toEqual(["event_id_conflict"]);
    expect((await decide(id, "discard")).status).toBe(201);
  });

  test("is refused as before where the personal thing is a name, or where it is invalid besides", async () => {
    expect((await post(event({ note: EMAIL }, { subject: { type: "dataset", id: `DS ${EMAIL}` } }))).status).toBe(422);
    const wrong = event({ note: EMAIL }, { project: "another-project" });
    expect(await reasonsOf(await post(wrong))).toEqual(["personal_data", "other_project"]);
  });

  test("is told together with what is wrong besides, except where that would repeat it", async () => {
    const said = await post(event({ note: EMAIL }, { project: "another-project", actor: { type: "user", id: "x" } }));
    const { errors = [], recorded = "" } = Problem.parse(await said.json());
    expect(errors.map(({ code, pointer }) => [code, pointer])).toEqual([
      ["personal_data", "/metadata/note"],
      ["other_project", "/project"],
    ]);
    const { envelope } = await stored(recorded);
    expect(JSON.stringify(envelope?.reasons)).not.toContain("ana.bauer");
    const repeating = event({ note: EMAIL }, { project: `of-${EMAIL}` });
    const told = await (await post(repeating)).text();
    expect(told).not.toContain(`of-${EMAIL}`);
  });
});

describe("what waits", () => {
  test("is shown without its values unless they are asked for, and either look is on record", async () => {
    const id = await setAside(event({ contact: { mail: EMAIL } }));
    const show = async (query: string) => {
      const path = `/projects/${here}/quarantine/${id}${query}`;
      return (await call(SHOW, { cookie: officer.cookie, path, params: { project: here, id } })).text();
    };
    const told = await show("");
    expect(told).not.toContain(EMAIL);
    expect(QuarantinedReply.parse(JSON.parse(told)).contents[0]?.detected).toEqual([
      { pointer: "/metadata/contact/mail", kind: "email", count: 1 },
    ]);
    expect(await show("?values=true")).toContain(EMAIL);
    const looks = (await recordOf(officer.account.account)).slice(-2);
    expect(looks.map(({ facts }) => facts)).toEqual([
      expect.stringContaining('"quarantined"'),
      expect.stringContaining('"quarantined_values"'),
    ]);
    expect(looks.every(({ note }) => note.includes(id) && !note.includes(EMAIL))).toBe(true);
  });

  test("is nobody's business from another project, and its sender's neither", async () => {
    const id = await setAside(event({ note: EMAIL }));
    const elsewhere = await project();
    const other = await signedIn();
    const by = await builtInActor("system");
    const role = "compliance_officer" as const;
    await giveRole({ username: other.account.username, project: elsewhere, role, by, now: Date.now() });
    const list = (within: string) =>
      call(LIST, { cookie: other.cookie, path: `/privacy/quarantine?project=${within}` });
    expect((await list(here)).status).toBe(403);
    expect(QuarantineReply.parse(await (await list(elsewhere)).json()).waiting).toEqual([]);
    const seen = await call(SHOW, { cookie: other.cookie, params: { project: elsewhere, id } });
    expect(seen.status).toBe(404);
    const params = { project: elsewhere, id };
    const body = { decision: "release", reason: "a test", password: PASSWORD };
    const tried = await call(DECIDE, { method: "POST", cookie: other.cookie, params, body });
    expect(tried.status).toBe(404);
    expect((await decide(id, "release", {}, other.cookie)).status).toBe(403);
    const auditor = await signedIn("auditor");
    expect((await decide(id, "release", {}, auditor.cookie)).status).toBe(403);
    expect(await waiting()).toContain(id);
  });

  test("is listed for officers of single projects without naming them: what waits in theirs, and nothing else", async () => {
    const id = await setAside(event({ note: EMAIL }));
    const by = await builtInActor("system");
    const seenIn = async (within: string) => {
      const { account, cookie } = await signedIn();
      await giveRole({ username: account.username, project: within, role: "compliance_officer", by, now: Date.now() });
      const answer = await call(LIST, { cookie, path: "/privacy/quarantine" });
      expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "view", outcome: "done" });
      return QuarantineReply.parse(await answer.json()).waiting;
    };
    const theirs = await seenIn(here);
    expect(theirs.map((each) => each.id)).toContain(id);
    expect(new Set(theirs.map((each) => each.project))).toEqual(new Set([here]));
    expect(await seenIn(await project())).toEqual([]);
    const auditor = await signedIn("auditor");
    expect((await call(LIST, { cookie: auditor.cookie, path: "/privacy/quarantine" })).status).toBe(403);
  });

  test("is told to whoever may decide, by a number and a finding that shuts nothing, and names its decision afterwards", async () => {
    const id = await setAside(event({ note: EMAIL }));
    const session = async (cookie: string) => SessionReply.parse(await (await call(WHO, { cookie })).json());
    const { quarantine } = await session(officer.cookie);
    expect(quarantine?.waiting).toBeGreaterThan(0);
    expect(Date.parse(quarantine?.firstGoes ?? "")).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect((await session((await signedIn("auditor")).cookie)).quarantine).toEqual({ waiting: 0, firstGoes: null });

    const system = await builtInActor("system");
    await tellOfQuarantine(system);
    await tellOfQuarantine(system);
    const told = (await read(openFindings)).filter((each) => each.kind === QUARANTINE_WAITS && each.project === here);
    expect(told).toMatchObject([{ severity: "warning", detail: expect.stringContaining("goes by itself at") }]);
    expect(told.map(topicOf)).toEqual(["privacy"]);

    // Its page shows nothing of it even to who may read what is kept beside the log.
    const page = await auditEvent(id, true);
    expect(page.payloads).toMatchObject([{ name: "quarantined", state: "hidden", content: null }]);
    const waits = page.quarantine;
    expect(waits).toMatchObject({ decision: null, until: expect.stringMatching(/Z$/) });
    await decide(id, "discard");
    const { quarantine: settled } = await auditEvent(id, false);
    const decision = { action: "discard_quarantined", by: { account: officer.account.account } };
    expect(settled).toMatchObject({ until: null, decision });
    expect((await recordOf(officer.account.account)).at(-1)?.id).toBe(settled?.decision?.eventId);
  });

  test("stays where whoever decides does not show who they are", async () => {
    const id = await setAside(event({ note: EMAIL }));
    const tried = await decide(id, "release", { password: "wrong-password-of-mine" });
    expect(await reasonsOf(tried)).toEqual(["signature_password_wrong"]);
    expect((await recordOf(officer.account.account)).at(-1)).toMatchObject({ action: "refuse", outcome: "refused" });
    expect(await waiting()).toContain(id);
  });
});
