import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Role, SessionReply } from "@/lib/contract/identity";
import { BeginPasskeyReply, CreatePasskeyReply, PasskeyRow } from "@/lib/contract/passkeys";
import { Problem } from "@/lib/contract/problem";
import { configuration } from "@/lib/env";
import { CHALLENGE_COOKIE, PROOF_COOKIE, SESSION_COOKIE } from "@/lib/http/cookie";
import { call, PASSWORD, session } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { Authenticator } from "@/lib/identity/passkeys/authenticator.testing";
import { POST as answerRoute } from "../session/passkey/answer/route";
import { POST as beginRoute } from "../session/passkey/route";
import { GET as whoAmI } from "../session/route";
import { POST as creationRoute } from "./creation/route";
import { POST as registerRoute } from "./route";

/** In what an answer differs from what was asked for. */
export type Lie = Partial<Parameters<Authenticator["sign"]>[0]>;

/** What the answer sets a cookie to. */
export function cookieIn(response: Response, name: string): string {
  return new RegExp(`^${name}=([^;]+);`).exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "";
}

/** Why the answer refused. */
export async function codesOf(response: Response): Promise<string> {
  return (Problem.parse(await response.json()).reasons ?? []).map(({ code }) => code).join(" ");
}

function cookies(challenge: string, sessionSecret?: string): { cookie: string } {
  return {
    cookie: [`${CHALLENGE_COOKIE}=${challenge}`, ...(sessionSecret ? [`${SESSION_COOKIE}=${sessionSecret}`] : [])].join(
      "; ",
    ),
  };
}

/** Somebody with these roles who chose their own password, signed in. */
export async function owner(...roles: Role[]) {
  await ensureSystemAccounts();
  const username = `own-${randomUUID()}`;
  const names = { username, displayName: `Own ${username}`, kind: "user" as const, password: PASSWORD };
  const by = await builtInActor("system");
  const enrolled = await enrol({ ...names, roles, isPasswordKept: true, by, now: Date.now() });
  if (enrolled.outcome === "refused") {
    throw new Error(`not enrolled: ${JSON.stringify(enrolled.reasons)}`);
  }
  return { account: enrolled.account, cookie: await session(username) };
}

/** What the browser has the authenticator sign; `lie` is in what it differs. */
export function askedOf({ challenge, rpId }: { challenge: string; rpId: string }, lie: Lie = {}) {
  return { challenge, rpId, origin: configuration().publicUrl, ...lie };
}

/** How whoever asks for a passkey shows who they are: by their password, or by what their provider was shown. */
type Shows = { readonly password: string } | { readonly proof: string };

/** Asks for a passkey to be made. */
export async function beginCreation(cookie: string, shows: Shows = { password: PASSWORD }) {
  const isProof = "proof" in shows;
  const carried = [`${SESSION_COOKIE}=${cookie}`, ...(isProof ? [`${PROOF_COOKIE}=${shows.proof}`] : [])];
  const asked = { method: "POST", path: "/passkeys/creation", headers: { cookie: carried.join("; ") } };
  const response = await call(creationRoute, { ...asked, body: isProof ? {} : shows });
  return { response, challenge: cookieIn(response, CHALLENGE_COOKIE) };
}

interface Making {
  readonly authenticator?: Authenticator;
  readonly lie?: Lie;
  readonly proof?: string;
}

/** Has a passkey made and registers it. */
export async function register(cookie: string, { authenticator = new Authenticator(), lie, proof }: Making = {}) {
  const { response, challenge } = await beginCreation(cookie, proof === undefined ? undefined : { proof });
  const { options } = CreatePasskeyReply.parse(await response.json());
  const asked = askedOf({ challenge: options.challenge, rpId: options.rp.id }, lie);
  const body = { name: "Test key", answer: authenticator.create(asked) };
  const send = () => call(registerRoute, { method: "POST", headers: cookies(challenge, cookie), body });
  return { authenticator, options, send, response: await send() };
}

/** A passkey of somebody, registered. */
export async function registered(cookie: string, authenticator?: Authenticator) {
  const made = await register(cookie, { authenticator });
  return { ...made, passkey: PasskeyRow.parse(await made.response.json()) };
}

/** Asks for something to sign: to sign in, or to put a name to an act. */
export async function begin(signs?: { act: string; body: string }, cookie?: string) {
  const response = await call(beginRoute, { method: "POST", cookie, body: signs ? { signs } : {} });
  const { options } = BeginPasskeyReply.parse(await response.json());
  return { options, challenge: cookieIn(response, CHALLENGE_COOKIE) };
}

/** Brings an answer. */
export function bring(
  challenge: string,
  answer: unknown,
  { cookie, address }: { cookie?: string; address?: string } = {},
) {
  return call(answerRoute, { method: "POST", headers: cookies(challenge, cookie), body: { answer }, address });
}

/** Signs in with a passkey; `lie` is in what its answer differs. */
export async function signInBy(authenticator: Authenticator, lie: Lie = {}, address?: string) {
  const { options, challenge } = await begin();
  authenticator.counter += 1;
  return bring(challenge, authenticator.sign(askedOf(options, lie)), { address });
}

/** Signs an act with a passkey: the proof that the browser then carries. */
export async function proofBy(authenticator: Authenticator, cookie: string, signs: { act: string; body: string }) {
  const { options, challenge } = await begin(signs, cookie);
  authenticator.counter += 1;
  const response = await bring(challenge, authenticator.sign(askedOf(options)), { cookie });
  return { response, proof: cookieIn(response, PROOF_COOKIE), options };
}

/** Who is signed in with this cookie. */
export async function userIn(cookie: string) {
  return SessionReply.parse(await (await call(whoAmI, { cookie })).json()).user;
}

/** Facts of an event, as they are stored. */
export function factsIn(text: string | null): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text ?? "{}"));
}
