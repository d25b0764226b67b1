import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { POST as REVOKE } from "@/app/api/v1/caller-keys/[id]/revocation/route";
import { PolicyDocument } from "@/lib/contract/policy";
import { Problem } from "@/lib/contract/problem";
import { RecordReply } from "@/lib/contract/record";
import { read } from "@/lib/graph/session";
import { registered } from "@/lib/http/caller-keys.testing";
import { call, project, service, signedIn } from "@/lib/http/testing";
import { testActor } from "@/lib/ledger/testing";
import { attestedOf } from "@/lib/promotion/attested";
import { viewPromotion } from "@/lib/promotion/board";
import { promote } from "@/lib/promotion/promote";
import { publishPolicy } from "@/lib/promotion/publish";
import { requestPromotion } from "@/lib/promotion/request";
import { refusals, SIGNED } from "@/lib/promotion/scene.testing";
import { STATEMENT_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { type TestKey, testKey } from "@/lib/tlog/dsse.testing";
import { POST as EVENTS } from "../events/route";
import { POST } from "./route";

const SHA = "a".repeat(64);
const REPORT = "b".repeat(64);
let here: string;
let ci: Awaited<ReturnType<typeof service>>;
let key: TestKey;

beforeAll(async () => {
  here = await project();
  ci = await service(["event:record", "acted:facts", "attestation:state", "account:self"]);
  key = await registered(ci.secret);
  const made = (type: string, id: string, facts: object) => ({
    event_id: randomUUID(),
    action: "record",
    timestamp: "2026-11-24T09:00:00Z",
    subject: { type, id },
    metadata: facts,
  });
  const events = [
    { ...made("model", "m", {}), action: "record" },
    { ...made("model_version", "m:v1", { sha256: SHA }), action: "register", related: [{ type: "model", id: "m" }] },
    made("report", REPORT, { kind: "bias", sha256: REPORT }),
  ];
  const sent = await call(EVENTS, { method: "POST", token: ci.secret, params: { project: here }, body: events });
  expect(sent.status).toBe(201);
});

function statement(more: object = {}) {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "model_version/m:v1", digest: { sha256: SHA } }],
    predicateType: "urn:pedigree:attestation:fairness:v1",
    predicate: { result: "passed", metrics: { "rate@f": 0.31, "rate@m": 0.33 }, report: { sha256: REPORT } },
    ...more,
  };
}

const signed = (value: object, by: TestKey = key) =>
  signedEnvelope(STATEMENT_TYPE, Buffer.from(JSON.stringify(value)), [by]);

/** How it ended: the status, and the codes and places of what was wrong. */
async function told(body: object, as: { token?: string; cookie?: string } = { token: ci.secret }): Promise<string> {
  const response = await call(POST, { method: "POST", ...as, params: { project: here }, body });
  const answer: unknown = await response.json();
  const problem = response.status < 400 ? undefined : Problem.parse(answer);
  const receipts = response.status < 400 ? RecordReply.parse(answer).receipts : [];
  const wrong = (problem?.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  return [response.status, ...receipts.map(({ origin, status }) => `${origin} ${status}`), ...wrong].join(" ");
}

const attested = async () => (await read((tx) => attestedOf(tx, here, "m:v1", ["fairness"]))).latest[0];

test("a statement signed by the caller's own key is on record once, as their act, bound to the bytes it is about", async () => {
  const envelope = signed(statement());
  expect(await told(envelope)).toBe("201 acted recorded");
  expect(await told(envelope)).toBe("200 acted duplicate");
  expect(await attested()).toMatchObject({
    result: "passed",
    ownKey: "valid",
    byType: "service",
    report: `sha256:${REPORT}`,
    metrics: { "rate@f": "0.31", "rate@m": "0.33" },
  });
});

test("what is not signed so, not about what is recorded, or not understood is refused", async () => {
  const forged = {
    ...signed(statement()),
    payload: Buffer.from(JSON.stringify(statement({ predicate: { result: "failed" } }))).toString("base64"),
  };
  expect(await told(forged)).toBe("403 /signatures/0/sig signature_wrong");
  expect(await told(signed(statement(), testKey()))).toBe("403 /signatures/0/keyid key_unknown");
  const other = { subject: [{ name: "model_version/m:v1", digest: { sha256: "c".repeat(64) } }] };
  expect(await told(signed(statement(other)))).toBe("422 /payload/subject/0/digest attested_digest_differs");
  const unknown = { subject: [{ name: "model_version/m:v9", digest: { sha256: SHA } }] };
  expect(await told(signed(statement(unknown)))).toContain("unknown_artifact");
  const report = { predicate: { result: "passed", report: { sha256: "d".repeat(64) } } };
  expect(await told(signed(statement(report)))).toBe("422 /report report_not_recorded");
  expect(await told(signed(statement({ predicateType: "urn:other" })))).toMatch(/^422 .*predicateType/);
});

test("a person states one by hand, which counts only where the policy says so", async () => {
  const scientist = await signedIn("data_scientist");
  const body = { subject: { type: "model_version", id: "m:v1" }, claim: "fairness", result: "passed", report: REPORT };
  expect(await told(body, { cookie: scientist.cookie })).toBe("201 acted recorded");
  expect(await attested()).toMatchObject({ ownKey: "none", byType: "user" });
  const auditor = await signedIn("auditor");
  expect(await told(body, { cookie: auditor.cookie })).toBe("403");
});

test("an attestation by a key that was revoked opens no gate that wants its author's key", async () => {
  const acting = async () => ({ actor: await testActor(), project: here, caller: { roles: [], behind: [] } });
  const policy = PolicyDocument.parse({
    v: 1,
    name: "signed",
    rules: [
      {
        name: "signed",
        approvals: { people: 0 },
        attestations: [{ claim: "fairness", ownKey: true, withReport: true }],
      },
    ],
  });
  await publishPolicy(await acting(), policy, { text: "a test", signature: SIGNED });
  expect(
    await told(signed(statement({ predicate: { ...statement().predicate, evaluatedAt: "2026-11-25T10:00:00Z" } }))),
  ).toBe("201 acted recorded");
  const asked = await requestPromotion(await acting(), { modelVersion: "m:v1", fromStage: "a", toStage: "b" });
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  const gate = async () => (await viewPromotion(await acting(), id)).gate.reasons.map(({ code }) => code);
  expect(await gate()).toEqual([]);
  const body = { reason: "the runner was broken into" };
  const revoked = await call(REVOKE, { method: "POST", token: ci.secret, params: { id: key.keyid }, body });
  expect(revoked.status).toBeLessThan(300);
  expect(await gate()).toEqual(["attestation_key_revoked"]);
  expect(await promote(await acting(), id, SIGNED)).toMatchObject({ outcome: "refused" });
  expect((await refusals(here)).at(-1)).toBe("promote attestation_key_revoked");
});
