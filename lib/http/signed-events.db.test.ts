import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GET as AUDIT } from "@/app/api/v1/audit/[id]/route";
import { POST } from "@/app/api/v1/projects/[project]/events/route";
import { Envelope } from "@/graph-schema/envelope";
import { Problem } from "@/lib/contract/problem";
import { RecordReply } from "@/lib/contract/record";
import { AuditEventReply } from "@/lib/contract/reply";
import { autocommit, read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { callerOf, proofOf, registered, signedEvent, statement } from "@/lib/http/caller-keys.testing";
import { registerKey, revokeKey } from "@/lib/identity/caller-keys";
import { forgetCallers } from "@/lib/identity/remembered";
import { openPayloads } from "@/lib/ledger/parts";
import { storedEvent } from "@/lib/ledger/trail";
import { envelopeText } from "@/lib/tlog/dsse";
import { type TestKey, testKey } from "@/lib/tlog/dsse.testing";
import { call, project, recordOf, service, signedIn } from "./testing";

/** A service with a registered key, in a project of its own. */
async function sender(more: object = {}) {
  const { account, secret } = await service(["event:record", "account:self"]);
  return { account, secret, key: await registered(secret, more), here: await project() };
}
type Sender = Awaited<ReturnType<typeof sender>>;

function event(here: string, more: object = {}) {
  const id = randomUUID();
  const subject = { type: "dataset", id: `DS:${id}` };
  return { event_id: id, action: "record", timestamp: "2026-11-24T09:00:00Z", project: here, subject, ...more };
}

async function post({ secret, here }: Pick<Sender, "secret" | "here">, body: unknown) {
  const response = await call(POST, { method: "POST", token: secret, params: { project: here }, body });
  const answer: unknown = await response.json();
  const problem = response.status >= 400 ? Problem.parse(answer) : undefined;
  const told = (problem?.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`.trim());
  return {
    told: [response.status, ...told].join(" "),
    recorded: problem?.recorded,
    receipts: problem ? [] : RecordReply.parse(answer).receipts,
  };
}

const told = async (...asked: Parameters<typeof post>) => (await post(...asked)).told;

async function revoke({ secret, key }: Sender, id = key.keyid) {
  const wish = { caller: await callerOf(secret), now: Date.now(), id, reason: "test" };
  expect(await revokeKey(wish)).toMatchObject({ outcome: "done" });
}

describe("a signed event", () => {
  test("is recorded with the key and the envelope's digest in the log, and the envelope itself beside it", async () => {
    const from = await sender();
    const envelope = signedEvent(event(from.here, { metadata: { note: "a note" } }), from.key);
    const { told: answer, receipts } = await post(from, envelope);
    expect(answer).toBe("201");
    const stored = await read((tx) => storedEvent(tx, receipts[0]?.id ?? ""));
    expect(stored?.envelope.signed).toEqual({ key: from.key.keyid, dsse_sha256: sha256(envelopeText(envelope)) });
    expect(stored?.note).not.toContain("a note");
    const parts = stored ? await openPayloads(stored, true) : [];
    expect(parts.find(({ name }) => name === "dsse")?.content).toEqual(envelope);
  });

  test("is told with the key that signed it, by events of the record and not by a row", async () => {
    const from = await sender();
    const { receipts } = await post(from, signedEvent(event(from.here), from.key));
    await revoke(from);
    await autocommit(`MATCH (k:CallerKey {id: '${from.key.keyid}'}) DELETE k`);
    const { cookie } = await signedIn("auditor");
    const response = await call(AUDIT, { cookie, params: { id: receipts[0]?.id ?? "" } });
    const { callerKey, payloads } = AuditEventReply.parse(await response.json());
    const record = await recordOf(from.account.account);
    const id = (action: string) => record.find((each) => each.action === action)?.id;
    expect(callerKey).toMatchObject({
      id: from.key.keyid,
      account: from.account.account,
      publicKey: Buffer.from(from.key.publicKey).toString("base64"),
      registered: { eventId: id("register_key") },
      ended: { eventId: id("revoke_key"), by: "revocation" },
    });
    expect(payloads.find(({ name }) => name === "dsse")?.state).toBe("open");
  });

  test("may stand beside unsigned ones in a batch, and faults within it are told by their place", async () => {
    const from = await sender();
    const [one, two] = [event(from.here), event(from.here)];
    expect(await told(from, [one, signedEvent(two, from.key)])).toBe("201");
    const lost = event(from.here, { related: [{ type: "run", id: "R-nowhere" }] });
    expect(await told(from, [event(from.here), signedEvent(lost, from.key)])).toBe(
      "422 unknown_artifact /1/payload/related/0",
    );
    const { subject: _, ...rest } = event(from.here);
    expect(await told(from, signedEvent(rest, from.key))).toBe("422 required /payload/subject");
  });

  test("whose envelope is none, or says two things, is refused with its place", async () => {
    const from = await sender();
    const whole = signedEvent(event(from.here), from.key);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    expect(await told(from, { ...whole, payload: "%%%" })).toMatch(/^422 (payload_malformed|malformed_json) \/payload/);
    expect(await told(from, { ...whole, payload: base64("[]") })).toBe("422 payload_malformed /payload");
    expect(await told(from, { ...whole, payload: base64('{"event_id":"a","event_id":"b"}') })).toBe(
      "422 duplicate_key /payload/event_id",
    );
    expect(await told(from, { ...whole, payloadType: "application/json" })).toBe("422 invalid_value /payloadType");
    expect(await told(from, { ...whole, signatures: [...whole.signatures, ...whole.signatures] })).toBe(
      "422 signatures_not_one /signatures",
    );
    const { project: _, ...nowhere } = event(from.here);
    expect(await told(from, signedEvent(nowhere, from.key))).toBe("422 project_not_signed /payload/project");
    const other = { ...event(from.here), project: "another" };
    expect(await told(from, signedEvent(other, from.key))).toBe("422 other_project /payload/project");
  });

  test("is forgotten with the person whom it claims: the envelope lies under their key", async () => {
    const from = await sender();
    const claimed = event(from.here, { actor: { type: "user", id: "ana" } });
    const { receipts } = await post(from, signedEvent(claimed, from.key));
    const stored = await read((tx) => storedEvent(tx, receipts[0]?.id ?? ""));
    const keys = stored?.envelope.payloads?.map(({ name, key }) => `${name} ${key}`);
    expect(keys).toContain(`dsse subject:${stored?.envelope.claimed_actor}`);
  });
});

describe("the same event", () => {
  test("signed again by the same key is a duplicate; unsigned, or by another key, it is a conflict", async () => {
    const from = await sender();
    const second = await registered(from.secret);
    const sent = event(from.here);
    expect(await told(from, signedEvent(sent, from.key))).toBe("201");
    expect(await told(from, signedEvent(sent, from.key))).toBe("200");
    expect(await told(from, sent)).toBe("409 signed_otherwise /event_id");
    expect(await told(from, signedEvent(sent, second))).toBe("409 signed_otherwise /payload/event_id");
    const changed = { ...sent, metadata: { row_count: 7 } };
    expect(await told(from, signedEvent(changed, from.key))).toBe("409 event_id_conflict /payload/event_id");
  });

  test("unsigned first, then signed, is a conflict as well", async () => {
    const from = await sender();
    const sent = event(from.here);
    expect(await told(from, sent)).toBe("201");
    expect(await told(from, signedEvent(sent, from.key))).toBe("409 signed_otherwise /payload/event_id");
  });
});

describe("an account from which only signed events are taken", () => {
  test("has its unsigned ones refused, on record, and its signed ones taken", async () => {
    const from = await sender({ signed_only: true });
    const refused = await post(from, [signedEvent(event(from.here), from.key), event(from.here)]);
    expect(refused.told).toBe("403 signature_missing /1");
    const [event_] = (await recordOf(from.account.account)).filter(({ id }) => id === refused.recorded);
    expect(event_).toMatchObject({ outcome: "refused", project: from.here });
    expect(event_?.reasons).toContain("signature_missing");
    expect(await told(from, signedEvent(event(from.here), from.key))).toBe("201");
  });
});

describe("a signature is refused", () => {
  test("under a key that is unknown, revoked, or another account's, and when the payload was exchanged", async () => {
    const [from, other] = [await sender(), await sender()];
    const good = signedEvent(event(from.here), from.key);
    expect(await told(from, signedEvent(event(from.here), testKey()))).toBe("403 key_unknown /signatures/0/keyid");
    const theirs = signedEvent(event(from.here), other.key);
    expect(await told(from, theirs)).toBe("403 key_unknown /signatures/0/keyid");
    expect(await told({ ...other, here: from.here }, good)).toBe("403 key_unknown /signatures/0/keyid");
    const renamed = { ...theirs, signatures: theirs.signatures.map((each) => ({ ...each, keyid: from.key.keyid })) };
    expect(await told(from, renamed)).toBe("403 signature_wrong /signatures/0/sig");
    const exchanged = { ...good, payload: signedEvent(event(from.here), from.key).payload };
    expect(await told(from, exchanged)).toBe("403 signature_wrong /signatures/0/sig");
    expect(await told(from, good)).toBe("201");
    await revoke(from);
    expect(await told(from, signedEvent(event(from.here), from.key))).toBe("403 key_revoked /signatures/0/keyid");
    expect(await told(from, good)).toBe("403 key_revoked /signatures/0/keyid");
  });
});

const Row = z.object({ row: z.record(z.string(), z.unknown()) });

async function rowOf(key: TestKey) {
  const [found] = await read((tx) =>
    tx.rows("MATCH (k:CallerKey {id: $id}) RETURN k {.*} AS row", { id: key.keyid }, Row),
  );
  return found?.row ?? {};
}

const put = (row: object) =>
  write((tx) =>
    tx.run(
      "OPTIONAL MATCH (k:CallerKey {id: $row.id}) DELETE k WITH count(*) AS gone CREATE (n:CallerKey) SET n = $row",
      { row },
    ),
  );

describe("an intruder with the database", () => {
  test("gains nothing by a key row of their own making, nor by another public key in a genuine one", async () => {
    const from = await sender();
    const mine = testKey();
    const publicKey = Buffer.from(mine.publicKey).toString("base64");
    const genuine = await rowOf(from.key);
    await put({ ...genuine, id: mine.keyid, publicKey });
    expect(await told(from, signedEvent(event(from.here), mine))).toBe("403 row_mac_invalid /signatures/0/keyid");
    await put({ ...genuine, publicKey });
    const forged = signedEvent(event(from.here), { ...mine, keyid: from.key.keyid });
    expect(await told(from, forged)).toBe("403 row_mac_invalid /signatures/0/keyid");
  });

  test("gains nothing by putting a key back that was revoked, nor by giving it to another account", async () => {
    const [from, other] = [await sender(), await sender()];
    const before = await rowOf(from.key);
    await revoke(from);
    await put(before);
    expect(await told(from, signedEvent(event(from.here), from.key))).toBe("403 row_outdated /signatures/0/keyid");
    await put({ ...(await rowOf(other.key)), accountId: from.account.id });
    expect(await told(from, signedEvent(event(from.here), other.key))).toBe("403 row_mac_invalid /signatures/0/keyid");
  });

  test("cannot have a revoked key registered anew by deleting its row", async () => {
    const from = await sender();
    await revoke(from);
    await autocommit(`MATCH (k:CallerKey {id: '${from.key.keyid}'}) DELETE k`);
    const proof = proofOf(await statement(from.account.username, from.key), from.key);
    const again = await registerKey({ caller: await callerOf(from.secret), now: Date.now(), proof });
    expect(again).toMatchObject({ outcome: "refused", reasons: [{ code: "key_known" }] });
  });

  test("cannot switch the demand for signatures off", async () => {
    const from = await sender({ signed_only: true });
    await autocommit(`MATCH (a:Account {id: '${from.account.id}'}) REMOVE a.signedOnly`);
    forgetCallers();
    const response = await call(POST, {
      method: "POST",
      token: from.secret,
      params: { project: from.here },
      body: event(from.here),
    });
    expect(response.status).toBe(401);
  });
});

test("what a key signs while it is revoked is recorded before the revocation, or not at all", async () => {
  const from = await sender();
  const events = Array.from({ length: 12 }, () => signedEvent(event(from.here), from.key));
  const sending = events.map(async (envelope, at) => {
    await new Promise((later) => setTimeout(later, at * 5));
    return told(from, envelope);
  });
  const [answers] = await Promise.all([Promise.all(sending), revoke(from)]);
  const record = await recordOf(from.account.account);
  const actions = record.map(({ note }) => Envelope.parse(JSON.parse(note.split("\n")[0] ?? "")));
  const revoked = actions.findIndex(({ action }) => action === "revoke_key");
  expect(revoked).toBeGreaterThan(0);
  expect(actions.slice(revoked).filter(({ signed }) => signed !== undefined)).toEqual([]);
  expect(answers.filter((answer) => !/^(201|403 key_(revoked|ended_meanwhile))/.test(answer))).toEqual([]);
});
