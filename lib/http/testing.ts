import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Role, TokenScope } from "@/lib/contract/identity";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { createProject } from "@/lib/identity/projects";
import { signIn } from "@/lib/identity/sign-in";
import { createToken } from "@/lib/identity/tokens";
import { openFindings } from "@/lib/log/findings";
import { SESSION_COOKIE } from "./cookie";
import { PEER_HEADER } from "./peer";
import type { Handler } from "./route";

/** For tests: everybody has it, and it is on no list. */
export const PASSWORD = "turquoise-anvil-sings-42";

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  readonly token?: string;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is, bytes as bytes. */
  readonly body?: unknown;
}

/** Calls a handler as the framework would, from an address of its own, with the header that our pages send. */
export function call(handler: Handler, asked: Call = {}): Promise<Response> {
  const isBytes = asked.body instanceof Uint8Array;
  const headers = new Headers({
    [PEER_HEADER]: asked.address ?? "192.0.2.1",
    "user-agent": "vitest",
    "x-pedigree-csrf": "1",
    ...(asked.cookie ? { cookie: `${SESSION_COOKIE}=${asked.cookie}` } : {}),
    ...(asked.token ? { authorization: `Bearer ${asked.token}` } : {}),
    ...(asked.body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
    ...asked.headers,
  });
  const body =
    typeof asked.body === "string" || asked.body === undefined || asked.body instanceof Uint8Array
      ? (asked.body as BodyInit | undefined)
      : JSON.stringify(asked.body);
  const url = `${configuration().publicUrl}/api/v1${asked.path ?? "/test"}`;
  const request = new Request(url, { method: asked.method ?? "GET", headers, body });
  return handler(request, { params: Promise.resolve(asked.params ?? {}) });
}

/** Enrols a new person with these roles. */
export async function person(...roles: Role[]) {
  await ensureSystemAccounts();
  const username = `test-${randomUUID()}`;
  const enrolled = await enrol({
    username,
    displayName: `Test ${username}`,
    kind: "user",
    roles,
    password: PASSWORD,
    by: await builtInActor("system"),
    now: Date.now(),
  });
  if (enrolled.outcome === "refused") {
    throw new Error(`not enrolled: ${JSON.stringify(enrolled.reasons)}`);
  }
  return enrolled.account;
}

/** Signs in; the secret is what the browser would keep in its cookie. */
export async function session(username: string, previous: string | null = null): Promise<string> {
  const attempt = { username, password: PASSWORD, address: "192.0.2.1", agent: "vitest", previous, now: Date.now() };
  const signedIn = await signIn(attempt);
  if (signedIn.outcome === "refused") {
    throw new Error(`not signed in: ${JSON.stringify(signedIn.reasons)}`);
  }
  return signedIn.secret;
}

/** A new person with these roles, signed in. */
export async function signedIn(...roles: Role[]) {
  const account = await person(...roles);
  return { account, cookie: await session(account.username) };
}

/** An officer who chose their password, signed in: one that somebody else chose signs nothing. */
export async function officerSignedIn() {
  const username = `officer-${randomUUID()}`;
  const own = { username, displayName: username, kind: "user", password: PASSWORD, isPasswordKept: true } as const;
  const by = await builtInActor("system");
  const enrolled = await enrol({ ...own, roles: ["compliance_officer"], by, now: Date.now() });
  if (enrolled.outcome === "refused") {
    throw new Error("no officer");
  }
  return { account: enrolled.account, cookie: await session(username) };
}

/** A new service with a token of these scopes. */
export async function service(scopes: readonly TokenScope[], projects?: readonly string[]) {
  await ensureSystemAccounts();
  const by = await builtInActor("system");
  const username = `svc-${randomUUID()}`;
  const enrolled = await enrol({
    username,
    displayName: username,
    kind: "service",
    roles: ["service"],
    by,
    now: Date.now(),
  });
  const made = await createToken({ service: username, scopes, projects, expiresInDays: 1, by, now: Date.now() });
  if (enrolled.outcome === "refused" || made.outcome === "refused") {
    throw new Error("no service");
  }
  return { account: enrolled.account, token: made.token, secret: made.secret };
}

/** A new project. */
export async function project(simulation = false): Promise<string> {
  await ensureSystemAccounts();
  const id = `test-${randomUUID().slice(0, 8)}`;
  const created = await createProject({ id, simulation, by: await builtInActor("system") });
  if (created.outcome === "refused") {
    throw new Error("no project");
  }
  return id;
}

/** What was found about the bytes of an artifact and is not resolved. */
export async function findingsAbout(project: string, id: string) {
  const findings = await read(openFindings);
  return findings.filter((each) => each.concerns?.id === id && each.project === project);
}

const Told = z.object({
  id: z.string(),
  action: z.string(),
  outcome: z.string(),
  project: z.string(),
  reasons: z.string().nullable(),
  facts: z.string().nullable(),
  note: z.string(),
  subject: z.string().nullable(),
  refersTo: z.string().nullable(),
});

/** What the record says about an account, oldest first. */
export function recordOf(account: string) {
  return read((tx) =>
    tx.rows(
      `MATCH (e:AuditEvent {account: $account})-[:BY]->(:Actor {id: $account})
       RETURN e.id AS id, e.action AS action, e.outcome AS outcome, e.project AS project, e.reasons AS reasons,
              e.facts AS facts, e.note AS note, e.subjectId AS subject, e.refersTo AS refersTo
       ORDER BY e.stamp`,
      { account },
      Told,
    ),
  );
}
