import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import OpenIdProvider from "oidc-provider";

/** What a provider knows of somebody; its subject is what they type into its form. */
interface Member {
  readonly groups: readonly string[];
  readonly name?: string;
  readonly preferred_username?: string;
  /** When it says that it asked them last, in milliseconds; now, where that is absent. */
  readonly askedAt?: number;
}

/** A real OpenID provider on loopback: its form lets in whoever types the name of a member. */
export interface TestProvider {
  readonly issuer: string;
  /** Whom it knows, where it was not told how to know anybody. */
  readonly members: Map<string, Member>;
  readonly clientSecret: string;
  /** Tells it where the app is, and where its own server reaches it; before that it answers nothing. */
  serve(publicUrl: string, reachedAt?: string): void;
  /** What it would say of itself, signed by its key. */
  sign(claims: JWTPayload): Promise<string>;
  close(): void;
}

const FORM = `<!doctype html><html lang="en"><title>Example Organisation</title><main><h1>Example Organisation</h1>
<form method="post"><label>Member <input name="member" autofocus></label> <button>Go on</button></form></main></html>`;

type Know = (subject: string) => Member | undefined;

interface Client {
  readonly returnTo: string;
  readonly leaveTo: string;
  readonly toldAt: string;
  readonly secret: string;
}

/** Its own requests stay on this machine, where the library lets none go by itself. */
function fetchHere(url: string | URL | Request, options?: RequestInit): Promise<Response> {
  const { dispatcher: _, ...rest } = { dispatcher: undefined, ...options };
  return fetch(url, rest);
}

function providerAt(issuer: string, { returnTo, leaveTo, toldAt, secret }: Client, key: object, know: Know) {
  return new OpenIdProvider(issuer, {
    clients: [
      {
        client_id: "pedigree",
        client_secret: secret,
        redirect_uris: [returnTo],
        post_logout_redirect_uris: [leaveTo],
        backchannel_logout_uri: toldAt,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [key] },
    fetch: fetchHere,
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
    cookies: { keys: [secret] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ ...know(sub), sub }),
    }),
    // The organisation's own application: nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
}

interface SigningKey {
  readonly key: CryptoKey;
  readonly jwk: object;
}

async function signingKey(): Promise<SigningKey> {
  const { privateKey: key } = await generateKeyPair("RS256", { extractable: true });
  return { key, jwk: { ...(await exportJWK(key)), kid: "one", alg: "RS256", use: "sig" } };
}

/** Starts a provider that the configuration calls `id`; it knows its members, or whom `told` says. */
export async function startProvider(id: string, told?: Know): Promise<TestProvider> {
  const members = new Map<string, Member>();
  const know = told ?? ((subject: string) => members.get(subject));
  const clientSecret = randomBytes(24).toString("base64url");
  const { key, jwk } = await signingKey();
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  async function interact(provider: OpenIdProvider, request: IncomingMessage, response: ServerResponse) {
    if (request.method !== "POST") {
      response.setHeader("content-type", "text/html").end(FORM);
      return;
    }
    const typed = new URLSearchParams(await text(request)).get("member") ?? "";
    const member = know(typed);
    const ts = Math.floor((member?.askedAt ?? Date.now()) / 1_000);
    const result = member ? { login: { accountId: typed, ts } } : { error: "access_denied" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  function serve(publicUrl: string, reachedAt = publicUrl): void {
    const client = {
      returnTo: `${publicUrl}/signin/${id}`,
      leaveTo: `${publicUrl}/signin`,
      toldAt: `${reachedAt}/api/v1/session/providers/${id}/logout`,
      secret: clientSecret,
    };
    const provider = providerAt(issuer, client, jwk, know);
    const answer = provider.callback();
    server.on("request", (request, response) => {
      const isInteraction = request.url?.startsWith("/interaction/");
      Promise.resolve(isInteraction ? interact(provider, request, response) : answer(request, response)).catch(() =>
        response.writeHead(500).end(),
      );
    });
  }

  function sign(claims: JWTPayload): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(key);
  }

  return { issuer, members, clientSecret, serve, sign, close: () => server.close() };
}

/** The file by which the app knows these providers, with groups `viewers`, `approvers` and `administrators`. */
export function configured(providers: readonly (readonly [id: string, provider: TestProvider, more?: object])[]) {
  const directory = mkdtempSync(join(tmpdir(), "pedigree-sign-in-"));
  const entries = providers.map(([id, { issuer, clientSecret }, more]) => {
    const clientSecretFile = join(directory, `${id}.secret`);
    writeFileSync(clientSecretFile, `${clientSecret}\n`);
    const groups = [
      { group: "viewers", roles: ["viewer"] },
      { group: "approvers", roles: ["viewer", "approver"] },
      { group: "administrators", roles: ["admin"] },
    ];
    return { id, name: "Example Organisation", issuer, clientId: "pedigree", clientSecretFile, groups, ...more };
  });
  const file = join(directory, "sign-in.json");
  writeFileSync(file, JSON.stringify({ providers: entries }));
  return file;
}

type Jar = Map<string, string>;

/** Asks the provider for a page as a browser does that keeps its cookies in `jar`. */
async function visit(url: URL, jar: Jar, form?: Record<string, string>): Promise<Response> {
  const response = await fetch(url, {
    redirect: "manual",
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
    ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
  });
  for (const set of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    if (value === "" || /expires=Thu, 01 Jan 1970/i.test(set)) {
      jar.delete(name);
    } else {
      jar.set(name, value);
    }
  }
  return response;
}

/** Signs out at the provider as a browser would; true where the provider's session is over. */
export async function leaveProvider({ issuer }: Pick<TestProvider, "issuer">, jar: Jar): Promise<boolean> {
  const page = await (await visit(new URL("/session/end", issuer), jar)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const left = await visit(new URL("/session/end/confirm", issuer), jar, { xsrf, logout: "yes" });
  return left.status === 303;
}

/** Goes through the provider's pages as a browser would, as this member; answers with the address it is sent back to. */
export async function passProvider(url: string, member: string, jar: Jar = new Map()): Promise<URL> {
  let next = new URL(url);
  let form: string | undefined;
  for (let step = 0; step < 10; step++) {
    const response = await visit(next, jar, form === undefined ? undefined : { member: form });
    form = undefined;
    const location = response.headers.get("location");
    if (location === null) {
      form = member;
      continue;
    }
    const before = next;
    next = new URL(location, before);
    if (next.origin !== before.origin) {
      return next;
    }
  }
  throw new Error(`the provider did not send the browser back; it ended at ${next.pathname}`);
}
