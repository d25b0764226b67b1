import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { POST as attest } from "@/app/api/v1/projects/[project]/attestations/route";
import { POST as events } from "@/app/api/v1/projects/[project]/events/route";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { registered } from "@/lib/http/caller-keys.testing";
import { call, project, service } from "@/lib/http/testing";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { type DsseEnvelope, envelopeText, STATEMENT_TYPE, signedEnvelope } from "@/lib/tlog/dsse";
import { judgeDossier } from "@/lib/tlog/judge-dossier";
import { dossierOf } from "./dossier";

ownDatabase({ guard: true, isReady: true });

const SHA = "a".repeat(64);
let here: string;
let envelope: DsseEnvelope;

async function made(audience: "inside" | "outside") {
  const focus = { type: "model_version", id: "m:v1" } as const;
  const about = { project: here, focus, audience, maySeeLooks: true };
  const { bytes } = await dossierOf({ about, format: "zip" });
  const judged = judgeDossier(bytes, await publicKeys(), verifyEd25519);
  expect(judged).toMatchObject({ valid: true, statements: audience === "inside" ? [expect.any(String)] : [] });
  return new Map(Object.entries(unzipSync(bytes)));
}

beforeAll(async () => {
  here = await project();
  const { secret: token } = await service(["event:record", "acted:facts", "attestation:state", "account:self"]);
  const key = await registered(token);
  const params = { project: here };
  const model = { type: "model", id: "m" };
  const version = { type: "model_version", id: "m:v1", sha256: SHA };
  const made = {
    event_id: "1",
    action: "register",
    timestamp: "2026-11-24T09:00:00Z",
    subject: { type: "model_version", id: "m:v1" },
    related: [model],
    declares: [model, version],
  };
  expect((await call(events, { method: "POST", token, params, body: made })).status).toBe(201);
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "model_version/m:v1", digest: { sha256: SHA } }],
    predicateType: "urn:pedigree:attestation:fairness:v1",
    predicate: { result: "passed" },
  };
  envelope = signedEnvelope(STATEMENT_TYPE, Buffer.from(JSON.stringify(statement)), [key]);
  expect((await call(attest, { method: "POST", token, params, body: envelope })).status).toBe(201);
  await round(logStorage(), "me");
});

test("a statement that a caller signed leaves with the evidence as it was signed, beside the event that commits to it", async () => {
  const files = await made("inside");
  const names = [...files.keys()].filter((name) => name.endsWith(".dsse.json"));
  expect(names).toHaveLength(1);
  const [name = ""] = names;
  expect(Buffer.from(files.get(name) ?? []).toString("utf8")).toBe(envelopeText(envelope));
  const note = Buffer.from(files.get(`events/${/\d+/.exec(name)?.[0]}.note`) ?? []).toString("utf8");
  expect(note).toContain('"dsse_sha256"');
});

test("for readers outside, who may not know what people are called, it stays here", async () => {
  expect([...(await made("outside")).keys()].filter((name) => name.endsWith(".dsse.json"))).toEqual([]);
});
