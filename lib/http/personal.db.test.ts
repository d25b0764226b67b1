import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { POST as RECORD } from "@/app/api/v1/projects/[project]/events/route";
import { POST as DECIDE, GET } from "@/app/api/v1/projects/[project]/personal-data/route";
import { POST as REQUEST } from "@/app/api/v1/projects/[project]/promotion-requests/route";
import { PrivacyReply } from "@/lib/contract/personal";
import { Problem } from "@/lib/contract/problem";
import { RecordReply } from "@/lib/contract/record";
import { read } from "@/lib/graph/session";
import { openPayloads } from "@/lib/ledger/parts";
import { storedEvent } from "@/lib/ledger/trail";
import { call, project, recordOf, service, signedIn } from "./testing";

const EMAIL = "ana.bauer@posteo.de";
const IBAN = "DE89 3704 0044 0532 0130 00";

let here = "";
let officer = "";
let sender: Awaited<ReturnType<typeof service>>;

function event(metadata: object, more: object = {}) {
  const id = randomUUID();
  return {
    event_id: id,
    action: "record",
    timestamp: "2026-11-24T09:00:00Z",
    subject: { type: "dataset", id: `DS:${id}` },
    metadata,
    ...more,
  };
}

function post(body: unknown, from = sender): Promise<Response> {
  return call(RECORD, { method: "POST", token: from.secret, params: { project: here }, body });
}

async function recorded(response: Response) {
  expect(response.status).toBe(201);
  const [receipt] = RecordReply.parse(await response.json()).receipts;
  const stored = await read((tx) => storedEvent(tx, receipt?.id ?? ""));
  return { receipt, stored, parts: stored ? await openPayloads(stored, true) : [] };
}

function decide(body: object) {
  return call(DECIDE, {
    method: "POST",
    cookie: officer,
    params: { project: here },
    body: { reason: "a test", ...body },
  });
}

beforeAll(async () => {
  here = await project();
  officer = (await signedIn("compliance_officer")).cookie;
  sender = await service(["event:record"]);
});

describe("an event with something personal", () => {
  test("in a fact is refused: 422 with place and kind, never the value, on record without subject and value", async () => {
    const sent = event({ uri: `https://acme.io/?u=${EMAIL}` });
    const response = await post(sent);
    const text = await response.text();
    expect(response.status).toBe(422);
    expect(text).not.toContain(EMAIL);
    const { errors, recorded: id } = Problem.parse(JSON.parse(text));
    expect(errors).toMatchObject([{ pointer: "/metadata/uri", code: "personal_data" }]);
    const [refusal] = (await recordOf(sender.account.account)).filter((each) => each.id === id);
    expect(refusal).toMatchObject({ outcome: "refused", subject: null });
    expect(refusal?.note).not.toMatch(/ana\.bauer/);
    expect(refusal?.reasons).toContain('"kind":"email"');
  });

  test("elsewhere is recorded without it, the envelope says what was taken out, and sent again it is a duplicate", async () => {
    const sent = event({ note: `ask ${EMAIL}, pay to ${IBAN}`, rows: [{ "Ana Bauer": EMAIL }] });
    const { receipt, stored, parts } = await recorded(await post(sent));
    expect(receipt?.redacted).toHaveLength(3);
    expect(stored?.envelope.redacted).toEqual([
      { pointer: "/metadata/*", kind: "email", count: 1 },
      { pointer: "/metadata/*", kind: "iban", count: 1 },
      { pointer: "/metadata/*/*/*", kind: "email", count: 1 },
    ]);
    expect(parts.find(({ name }) => name === "metadata")?.content).toEqual({
      note: "ask [redacted:email], pay to [redacted:iban]",
      rows: [{ "Ana Bauer": "[redacted:email]" }],
    });
    expect((await post(sent)).status).toBe(200);
  });

  test("in a batch takes the batch with it, and nothing of it is recorded", async () => {
    const [good, bad] = [event({}), event({}, { subject: { type: "dataset", id: `DS ${EMAIL}` } })];
    const response = await post([good, bad]);
    expect(Problem.parse(await response.json()).errors).toMatchObject([{ pointer: "/1/subject/id" }]);
    expect((await post(good)).status).toBe(201);
  });
});

describe("what becomes of it", () => {
  test("is decided for a project and otherwise for a service in it, on record, and holds at once", async () => {
    const trusted = await service(["event:record"]);
    expect((await decide({ permanent: "refuse", encrypted: "refuse" })).status).toBe(204);
    expect((await decide({ permanent: "redact", encrypted: "keep", service: trusted.account.username })).status).toBe(
      204,
    );
    expect((await post(event({ note: EMAIL }))).status).toBe(422);
    const { parts } = await recorded(await post(event({ note: EMAIL, format: `of ${EMAIL}` }), trusted));
    expect(parts[0]?.content).toEqual({ note: EMAIL });
    const response = await call(GET, { cookie: officer, params: { project: here } });
    const { project: own, services } = PrivacyReply.parse(await response.json());
    expect(own).toMatchObject({ permanent: "refuse", encrypted: "refuse" });
    expect(services).toMatchObject([
      { permanent: "redact", encrypted: "keep", who: { username: trusted.account.username } },
    ]);
  });

  test("is for services and whoever publishes policies: nobody else decides, and no person has a setting of their own", async () => {
    const scientist = await signedIn("data_scientist");
    const body = { reason: "a test", permanent: "redact", encrypted: "keep" };
    const params = { project: here };
    expect((await call(DECIDE, { method: "POST", cookie: scientist.cookie, params, body })).status).toBe(403);
    const response = await decide({ ...body, service: scientist.account.username });
    expect(Problem.parse(await response.json()).reasons).toMatchObject([{ code: "not_a_service" }]);
  });
});

test("people's words are told back to them, not altered: an act whose reason is personal is refused, on record", async () => {
  const elsewhere = await project();
  const { account, cookie } = await signedIn("data_scientist");
  const body = { modelVersion: "m:v1", toStage: "staging", fromStage: "none", comment: `for ${EMAIL}` };
  const response = await call(REQUEST, { method: "POST", cookie, params: { project: elsewhere }, body });
  const text = await response.text();
  expect([response.status, text.includes(EMAIL)]).toEqual([422, false]);
  expect(text).toContain("personal_data");
  const refusal = (await recordOf(account.account)).at(-1);
  expect([refusal?.action, refusal?.note.includes("ana.bauer")]).toEqual(["refuse", false]);
});
