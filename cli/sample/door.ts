import { SetupError } from "@/lib/errors";
import { withoutEndSlashes } from "@/lib/slashes";
import { type ByteStream, sendStream } from "./streamed";

/** What the app answered: the status, and the body as JSON where there was one. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What goes along with a request for bytes. */
interface Sent {
  readonly body?: Uint8Array | ByteStream;
  readonly query?: Query;
  /** Breaks off what comes. */
  readonly signal?: AbortSignal | undefined;
}

/** Somebody who is let in: a person with a session, or a service with a token. */
export interface Door {
  send(method: "GET" | "POST" | "DELETE", parts: readonly string[], body?: unknown, query?: Query): Promise<Answer>;
  /** A file beside the API, such as `log/checkpoint`: its bytes, or what was answered instead. */
  file(path: string): Promise<Uint8Array | Answer>;
  /** Sends bytes, or asks for some: the answer as it comes, or what was answered instead. */
  bytes(method: "GET" | "PUT", parts: readonly string[], sent?: Sent): Promise<Response | Answer>;
}

/** Parameters of a request; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** A body that is JSON already, and is sent as it stands. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Where the app listens, and the origin that it takes for its own (`PUBLIC_URL`). */
export interface Address {
  readonly baseUrl: string;
  readonly origin: string;
}

/** The address of the app at `baseUrl`; its public origin differs where it is published under another name. */
export function address(baseUrl: string, publicUrl: string = baseUrl): Address {
  return { baseUrl: withoutEndSlashes(baseUrl), origin: new URL(publicUrl).origin };
}

function pathOf(parts: readonly string[], query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = new URLSearchParams(given).toString();
  return `/api/v1/${parts.map(encodeURIComponent).join("/")}${search && `?${search}`}`;
}

/** There is no app, or it cannot answer now. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** What `work` fetches; an app that is not there is told as such. */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SetupError) {
      throw error;
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Unreachable(`The app does not answer: ${cause}`);
  }
}

async function request({ baseUrl }: Address, method: string, path: string, init: RequestInit) {
  const { response, text } = await reached(async () => {
    const got = await fetch(`${baseUrl}${path}`, { ...init, method });
    return { response: got, text: await got.text() };
  });
  return { response, answer: { status: response.status, body: text === "" ? null : parsed(text) } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fileAt({ baseUrl }: Address, path: string, headers: Record<string, string>) {
  return reached(async () => {
    const response = await fetch(`${baseUrl}/${path}`, { headers });
    return response.ok
      ? new Uint8Array(await response.arrayBuffer())
      : { status: response.status, body: parsed(await response.text()) };
  });
}

async function bytesAt(
  { baseUrl }: Address,
  { method, parts, body, query = {}, signal }: Sent & { method: string; parts: readonly string[] },
  given: Record<string, string>,
): Promise<Response | Answer> {
  return reached(async () => {
    const url = `${baseUrl}${pathOf(parts, query)}`;
    const headers = body ? { ...given, "content-type": "application/octet-stream" } : given;
    const response =
      body && "open" in body
        ? await sendStream(url, { method, headers, body })
        : await fetch(url, { method, headers, signal: signal ?? null, ...(body && { body: body as BodyInit }) });
    return response.ok ? response : { status: response.status, body: parsed(await response.text()) };
  });
}

function content(body: unknown): RequestInit {
  if (body === undefined) {
    return {};
  }
  return { body: body instanceof JsonText ? body.text : JSON.stringify(body) };
}

const JSON_HEADERS = { accept: "application/json", "content-type": "application/json" };

/** Calls the app as a browser does: keeps its cookies, and says from which origin it comes. */
export function browser(to: Address): Door {
  const cookies = new Map<string, string>();
  const shown = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const ours = { origin: to.origin, "x-pedigree-csrf": "1" };
  return {
    bytes: (method, parts, sent) => bytesAt(to, { method, parts, ...sent }, { ...ours, cookie: shown() }),
    file: (path) => fileAt(to, path, { cookie: shown() }),
    async send(method, parts, body, query = {}) {
      const cookie = shown();
      const headers = {
        ...JSON_HEADERS,
        ...ours,
        ...(cookie && { cookie }),
      };
      const { response, answer } = await request(to, method, pathOf(parts, query), { headers, ...content(body) });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) {
          cookies.set(name, value);
        }
      }
      return answer;
    },
  };
}

/** Calls the app as a service that shows its token. */
export function service(to: Address, token: string): Door {
  return {
    bytes: (method, parts, sent) => bytesAt(to, { method, parts, ...sent }, { authorization: `Bearer ${token}` }),
    file: (path) => fileAt(to, path, { authorization: `Bearer ${token}` }),
    async send(method, parts, body, query = {}) {
      const headers = { ...JSON_HEADERS, authorization: `Bearer ${token}` };
      const { answer } = await request(to, method, pathOf(parts, query), { headers, ...content(body) });
      return answer;
    },
  };
}

/** An answer that the caller had not reckoned with, and to what. */
export class UnexpectedAnswer extends Error {
  constructor(
    readonly what: string,
    readonly answer: Answer,
  ) {
    super(`${what}: the app answered ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 2_000)}`);
    this.name = "UnexpectedAnswer";
  }
}
