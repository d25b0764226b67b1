import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { register as record } from "@/cli/commands/record";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { Problem } from "@/lib/contract/problem";
import { TokenExchangeReply } from "@/lib/contract/token-exchange";
import { configuration } from "@/lib/env";
import { call, project, recordOf } from "@/lib/http/testing";
import { identifyToken } from "@/lib/identity/authenticate";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { POST } from "./route";

const server = createServer();
let issuer = "";
let key: CryptoKey;
let publicKey: CryptoKey;
let account = "";
const username = `svc-${randomUUID()}`;

beforeAll(async () => {
  ({ privateKey: key, publicKey } = await generateKeyPair("RS256"));
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on("request", ({ url }, response) => {
    const isKeys = url === "/keys";
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  const workload = {
    id: "ci",
    issuer,
    audience: "pedigree",
    claims: { repository: "org/churn", ref: "refs/heads/main" },
    service: username,
    scopes: ["event:record"],
    projects: ["test"],
    minutes: 5,
  };
  const file = join(mkdtempSync(join(tmpdir(), "pedigree-workload-")), "sign-in.json");
  writeFileSync(file, JSON.stringify({ workloads: [workload] }));
  process.env.PEDIGREE_SIGN_IN = file;
  await ensureSystemAccounts();
  const names = { username, displayName: username, kind: "service" as const, roles: ["service" as const] };
  const enrolled = await enrol({ ...names, by: await builtInActor("system"), now: Date.now() });
  account = "account" in enrolled ? enrolled.account.account : "";
});
afterAll(() => server.close());

const { written, run } = terminal(record);

const CLAIMS = { repository: "org/churn", ref: "refs/heads/main", sub: "repo:org/churn", aud: "pedigree" };
const NOW_S = () => Math.floor(Date.now() / 1_000);

function jwt(claims: JWTPayload = {}, header: object = {}, by: CryptoKey | Uint8Array = key): Promise<string> {
  const payload = { iss: issuer, iat: NOW_S(), exp: NOW_S() + 300, jti: randomUUID(), ...CLAIMS, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "one", ...header }).sign(by);
}

function exchange(token: string): Promise<Response> {
  const body = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: token,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  };
  return call(POST, { method: "POST", body });
}

async function refusal(token: string) {
  const response = await exchange(token);
  expect(response.status).toBe(401);
  return Problem.parse(await response.json())
    .reasons?.map(({ code, params }) => [code, params.why].join(" ").trim())
    .join();
}

test("a job gets a token of its service, for minutes and for what the configuration says, on record without its claims", async () => {
  const reply = TokenExchangeReply.parse(await (await exchange(await jwt({ actor: "mia@example.org" }))).json());
  expect(reply).toMatchObject({ token_type: "Bearer", expires_in: 300 });
  const identified = await identifyToken(reply.access_token, Date.now());
  expect(identified).toMatchObject({ caller: { scopes: ["event:record"], projects: ["test"] } });
  expect(await identifyToken(reply.access_token, Date.now() + 301_000)).toMatchObject({
    refused: { code: "token_expired" },
  });
  const granted = (await recordOf(account)).at(-1);
  expect(granted).toMatchObject({ action: "grant_access", outcome: "done" });
  expect(JSON.parse(granted?.facts ?? "")).toMatchObject({
    provider: "ci",
    scopes: ["event:record"],
    projects: ["test"],
  });
  expect(granted?.note).not.toMatch(/example\.org|org\/churn/);
});

test("a token is exchanged once, whether or not it has a name", async () => {
  for (const claims of [{}, { jti: undefined }]) {
    const token = await jwt(claims);
    expect((await exchange(token)).status).toBe(200);
    expect(await refusal(token)).toBe("workload_token_spent");
  }
  const jti = randomUUID();
  expect((await exchange(await jwt({ jti }))).status).toBe(200);
  expect(await refusal(await jwt({ jti, more: "words" }))).toBe("workload_token_spent");
});

test("the command line exchanges the token of its job, from a variable or a file", async () => {
  const api = await serveApi();
  const here = await project();
  const directory = mkdtempSync(join(tmpdir(), "pedigree-job-"));
  const file = join(directory, "token");
  const event = { action: "record", timestamp: "2024-05-16T10:00:00Z", subject: { type: "dataset", id: "DS:job" } };
  writeFileSync(join(directory, "events"), JSON.stringify({ ...event, event_id: randomUUID() }));
  vi.stubEnv("PEDIGREE_TOKEN", "");
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
  vi.stubEnv("PEDIGREE_WORKLOAD_TOKEN_FILE", file);
  writeFileSync(file, `${await jwt()}\n`);
  // The service may record in the project `test` alone: it is known, and refused.
  expect(await run("record", join(directory, "events"), "--project", here, "--url", api.url)).toBe(2);
  expect(written.join()).toContain("The token is confined to other projects.");
  expect(await run("record", join(directory, "events"), "--project", here, "--url", api.url)).toBe(2);
  expect(written.join()).toContain("The token was exchanged before.");
  api.close();
});

test("a token that its issuer did not make for us, now, or that fits no service is refused, on record", async () => {
  const { privateKey: strange } = await generateKeyPair("RS256");
  const secret = new TextEncoder().encode(await exportSPKI(publicKey));
  const unsigned = new UnsecuredJWT({ iss: issuer, ...CLAIMS }).setExpirationTime("5m").setIssuedAt().encode();
  const [header, , signature] = (await jwt()).split(".");
  const edited = Buffer.from(JSON.stringify({ iss: issuer, ...CLAIMS, exp: NOW_S() + 300, iat: NOW_S() })).toString(
    "base64url",
  );
  const cases: [string, string][] = [
    [await jwt({ aud: "another" }), "workload_claims_differ"],
    [await jwt({ iss: "https://ci.example.org" }), "workload_issuer_unknown"],
    [await jwt({ exp: NOW_S() - 60 }), "workload_token_wrong ERR_JWT_EXPIRED"],
    [await jwt({ exp: undefined }), "workload_token_wrong ERR_JWT_CLAIM_VALIDATION_FAILED"],
    [await jwt({ nbf: NOW_S() + 600 }), "workload_token_wrong ERR_JWT_CLAIM_VALIDATION_FAILED"],
    [await jwt({}, {}, strange), "workload_token_wrong ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    [await jwt({}, { kid: "two" }), "workload_token_wrong ERR_JWKS_NO_MATCHING_KEY"],
    [await jwt({}, { alg: "HS256" }, secret), "workload_token_wrong ERR_JOSE_ALG_NOT_ALLOWED"],
    [unsigned, "workload_token_wrong ERR_JOSE_ALG_NOT_ALLOWED"],
    [`${header}.${edited}.${signature}`, "workload_token_wrong ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
    [await jwt({ ref: "refs/heads/other" }), "workload_claims_differ"],
    [await jwt({ ref: ["refs/heads/main"] }), "workload_claims_differ"],
    [await jwt({ repository: "org/churn2" }), "workload_claims_differ"],
    ["not a token", "workload_issuer_unknown"],
  ];
  for (const [token, why] of cases) {
    expect(await refusal(token)).toBe(why);
  }
  const anonymous = await builtInActor("anonymous");
  const failed = (await recordOf(anonymous.account)).filter(({ facts }) => facts?.includes("workload"));
  expect(new Set(failed.map(({ reasons }) => JSON.parse(reasons ?? "")[0].code))).toEqual(
    new Set(["workload_claims_differ", "workload_issuer_unknown", "workload_token_wrong", "workload_token_spent"]),
  );
});
