import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect } from "vitest";
import { SessionReply } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { BeginReply } from "@/lib/contract/sign-in";
import { configuration } from "@/lib/env";
import { ERRAND_COOKIE, SESSION_COOKIE } from "@/lib/http/cookie";
import { call } from "@/lib/http/testing";
import { configured, passProvider, startProvider, type TestProvider } from "@/lib/identity/oidc/provider.testing";
import { GET as whoAmI } from "../route";
import { POST as answer } from "./[provider]/answer/route";
import { POST as begin } from "./[provider]/route";

/** Two real providers for the tests of a file: `open` enrols whom it shows, `closed` does not; a third is away. */
export function providers() {
  const running = new Map<string, TestProvider>();
  beforeAll(async () => {
    const [open, closed] = [await startProvider("open"), await startProvider("closed")];
    running.set("open", open).set("closed", closed);
    process.env.PEDIGREE_SIGN_IN = configured([
      ["open", open, { enrolsUnknown: true }],
      ["closed", closed],
      ["away", { ...open, issuer: "http://127.0.0.1:9" }],
    ]);
    open.serve(configuration().publicUrl);
    closed.serve(configuration().publicUrl);
  });
  afterAll(() => {
    for (const provider of running.values()) {
      provider.close();
    }
  });
  function called(id: string): TestProvider {
    const provider = running.get(id);
    if (!provider) {
      throw new Error(`the provider ${id} does not run yet`);
    }
    return provider;
  }
  return { open: () => called("open"), closed: () => called("closed") };
}

/** Somebody new whom the provider knows; `typed` is what they type into its form. */
export function member(provider: TestProvider, groups: readonly string[], more: object = {}) {
  const name = `m-${randomUUID()}`;
  const one = { groups, name: "Mia Member", preferred_username: `${name}@example.org`, ...more };
  provider.members.set(name, one);
  return { typed: name, ...one };
}

/** What the answer sets a cookie to. */
export function cookieIn(response: Response, name: string): string {
  return new RegExp(`^${name}=([^;]+);`).exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "";
}

/** Begins a visit at a provider: where it leads, and what the browser carries. */
export async function beginAt(provider: string, body: object = {}, cookie?: string) {
  const response = await call(begin, { method: "POST", params: { provider }, body, cookie });
  expect(response.status).toBe(200);
  return { url: BeginReply.parse(await response.json()).url, errand: cookieIn(response, ERRAND_COOKIE) };
}

/** Brings back what the provider answered. */
export function answerAt(provider: string, errand: string, query: string, cookie?: string): Promise<Response> {
  const session = cookie ? `; ${SESSION_COOKIE}=${cookie}` : "";
  const headers = { cookie: `${ERRAND_COOKIE}=${errand}${session}` };
  return call(answer, { method: "POST", params: { provider }, headers, body: { query } });
}

/** Signs in at the provider as whoever types this. */
export async function signInAs(provider: string, typed: string, jar?: Map<string, string>): Promise<Response> {
  const { url, errand } = await beginAt(provider);
  return answerAt(provider, errand, (await passProvider(url, typed, jar)).search.slice(1));
}

/** Who is signed in with this cookie. */
export async function userIn(cookie: string) {
  return SessionReply.parse(await (await call(whoAmI, { cookie })).json()).user;
}

/** Who was signed in by the answer. */
export async function userOf(response: Response) {
  const cookie = cookieIn(response, SESSION_COOKIE);
  return { cookie, user: await userIn(cookie) };
}

/** Why the answer refused. */
export async function refusalOf(response: Response) {
  expect(response.headers.get("set-cookie")).toBeNull();
  const told = Problem.parse(await response.json());
  return told.reasons?.map(({ code }) => code).join();
}
