import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Role, TokenScope } from "@/lib/contract/identity";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { rowsNamed } from "./account-rows";
import { identifyToken } from "./authenticate";
import { ensureSystemAccounts } from "./bootstrap";
import { builtInActor } from "./caller";
import { enrol } from "./enrol";
import { isPassword } from "./passwords";
import { CREDENTIAL, opened } from "./rows";
import { tokenSecret } from "./secrets";
import { createToken } from "./tokens";

/** The project into which the sample is recorded, and the only one that its services' tokens reach. */
export const SAMPLE_PROJECT = "sample";

/** Who plays in the sample story, by what they do. */
const PERSONAS: readonly { username: string; displayName: string; role: Role }[] = [
  { username: "ada.auditor", displayName: "Ada Auditor", role: "auditor" },
  { username: "dana.scientist", displayName: "Dana Scientist", role: "data_scientist" },
  { username: "alex.approver", displayName: "Alex Approver", role: "approver" },
  { username: "blair.approver", displayName: "Blair Approver", role: "approver" },
  { username: "casey.compliance", displayName: "Casey Compliance", role: "compliance_officer" },
  { username: "olga.operator", displayName: "Olga Operator", role: "operator" },
  { username: "vera.viewer", displayName: "Vera Viewer", role: "viewer" },
  { username: "root.admin", displayName: "Root Admin", role: "admin" },
];

/** The service that runs predictions again which people asked for. */
export const RUNNER = "svc-runner";

const READS: TokenScope[] = ["artifact:read", "promotion:read"];
const SERVICES: readonly { username: string; displayName: string; scopes: TokenScope[] }[] = [
  {
    username: "svc-ci",
    displayName: "Continuous integration",
    scopes: [
      ...READS,
      "artifact:download",
      "artifact:attach",
      "event:record",
      "acted:facts",
      "attestation:state",
      "promotion:request",
    ],
  },
  {
    username: "svc-promoter",
    displayName: "Promotion service",
    scopes: [...READS, "promotion:approve", "promotion:promote", "deployment:deploy", "deployment:rollback"],
  },
  {
    username: "svc-serving",
    displayName: "Model server",
    scopes: [...READS, "artifact:download", "event:record", "acted:facts"],
  },
  {
    username: RUNNER,
    displayName: "Runner of reproductions",
    scopes: ["artifact:read", "artifact:download", "reproduction:run"],
  },
];
const TOKEN_DAYS = 365;

const SampleAccounts = z.object({
  accounts: z.array(z.object({ username: z.string(), password: z.string(), displayName: z.string(), role: Role })),
  tokens: z.array(z.object({ service: z.string(), secret: z.string(), scopes: z.array(TokenScope) })),
});
/** How to sign in on the embedded sample. The file is the only place where these secrets can be read. */
export type SampleAccounts = z.infer<typeof SampleAccounts>;

function file(): string {
  return join(configuration().home, "secrets", "sample-accounts.json");
}

/** How to sign in on the sample, or null where there is none. */
export function readSampleAccounts(): SampleAccounts | null {
  try {
    return SampleAccounts.parse(JSON.parse(readFileSync(file(), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return null;
    }
    throw error;
  }
}

/** The secret of a service of the sample; undefined where there is none. */
export function sampleToken(name: string): string | undefined {
  return readSampleAccounts()?.tokens.find(({ service }) => service === name)?.secret;
}

/** Durable before any account uses it: a crash must not leave accounts whose passwords nobody knows. */
function save(sample: SampleAccounts): void {
  mkdirSync(dirname(file()), { recursive: true, mode: 0o700 });
  const temporary = `${file()}.new`;
  const handle = openSync(temporary, "w", 0o600);
  writeSync(handle, `${JSON.stringify(sample, null, 2)}\n`);
  fsyncSync(handle);
  closeSync(handle);
  chmodSync(temporary, 0o600);
  renameSync(temporary, file());
}

async function isEnrolled(username: string): Promise<boolean> {
  return (await read((tx) => rowsNamed(tx, username))) !== undefined;
}

type Account = SampleAccounts["accounts"][number];

/**
 * How to sign in as `persona`: as the file says, if it is still true, or with a new password where there is no account
 * yet. Nothing of an account whose owner chose a password, or whose password was lost with the file.
 */
async function signInOf(persona: (typeof PERSONAS)[number], kept: Account | undefined): Promise<Account[]> {
  const found = await read((tx) => rowsNamed(tx, persona.username));
  if (!found) {
    return [kept ?? { ...persona, password: randomBytes(15).toString("base64url") }];
  }
  const credential = found.credential ? await opened(CREDENTIAL, found.credential) : "forged";
  const isTrue = kept && credential !== "forged" && (await isPassword(credential.hash, kept.password));
  return isTrue ? [kept] : [];
}

/** Made new where nothing is kept; a persona or service that an older file does not know is added. */
async function keptOrNew(kept: SampleAccounts | null): Promise<SampleAccounts> {
  const accounts: Account[] = [];
  for (const persona of PERSONAS) {
    const known = kept?.accounts.find(({ username }) => username === persona.username);
    accounts.push(...(await signInOf(persona, known)));
  }
  const tokens = SERVICES.map(({ username, scopes }) => ({
    service: username,
    secret: kept?.tokens.find(({ service }) => service === username)?.secret ?? tokenSecret(),
    scopes,
  }));
  return { accounts, tokens };
}

/** An account that exists is left as it is: its password may be one that somebody chose. */
async function ensurePersona(persona: Account, by: EnvelopeActor): Promise<void> {
  if (!(await isEnrolled(persona.username))) {
    const { role, ...names } = persona;
    await enrol({ ...names, kind: "user", roles: [role], isPasswordKept: true, by, now: Date.now() });
  }
}

/** Answers with the secret that works: the kept one, or a new one when that is over. */
async function ensureService(token: SampleAccounts["tokens"][number], by: EnvelopeActor): Promise<void> {
  const displayName = SERVICES.find(({ username }) => username === token.service)?.displayName ?? token.service;
  if (!(await isEnrolled(token.service))) {
    await enrol({ username: token.service, displayName, kind: "service", roles: ["service"], by, now: Date.now() });
  }
  if ("refused" in (await identifyToken(token.secret, Date.now()))) {
    await createToken({ ...token, projects: [SAMPLE_PROJECT], expiresInDays: TOKEN_DAYS, by, now: Date.now() });
  }
}

/** A token that is over, or reaches every project, keeps its hash for ever; its successor needs a secret of its own. */
async function withFreshTokens(sample: SampleAccounts): Promise<SampleAccounts> {
  const tokens = await Promise.all(
    sample.tokens.map(async (token) => {
      const identified = await identifyToken(token.secret, Date.now());
      const isOver =
        "refused" in identified ? identified.refused.code !== "token_unknown" : identified.caller.projects === null;
      return isOver ? { ...token, secret: tokenSecret() } : token;
    }),
  );
  return { ...sample, tokens };
}

/**
 * Makes sure that the sample's personas and services exist, and returns how to sign in as those whose secrets are
 * known. It changes no password. Safe to repeat after a crash at any point.
 */
export async function ensureSampleAccounts(): Promise<SampleAccounts> {
  await ensureSystemAccounts();
  const sample = await withFreshTokens(await keptOrNew(readSampleAccounts()));
  save(sample);
  const by = await builtInActor("system");
  for (const persona of sample.accounts) {
    await ensurePersona(persona, by);
  }
  for (const token of sample.tokens) {
    await ensureService(token, by);
  }
  return sample;
}
