import { z } from "zod";
import { Problem } from "@/lib/contract/problem";
import { BrokenOff, Refused, SignedOut, Unreachable, Unreadable } from "./errors";

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** The path of an API route: every part encoded, and only the parameters that have a value. */
export function path(parts: readonly string[], parameters: Parameters = {}): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(given).toString();
  return `/api/v1/${parts.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const parsed = Problem.safeParse(await response.json().catch(() => null));
  return parsed.success
    ? parsed.data
    : { type: "about:blank", title: response.statusText || "The request failed", status: response.status };
}

async function answered(request: Promise<Response>): Promise<Response> {
  const response = await request.catch((cause: unknown) => {
    throw new Unreachable(cause);
  });
  if (!response.ok) {
    const problem = await problemOf(response);
    throw response.status === 401 ? new SignedOut(problem) : new Refused(problem);
  }
  return response;
}

async function deliver<Schema extends z.ZodType>(request: Promise<Response>, schema: Schema): Promise<z.infer<Schema>> {
  const response = await answered(request);
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new Unreadable(parsed.error);
  }
  return parsed.data;
}

/** Reads from the API. Each delivery is a look that is recorded, so nothing here repeats or prefetches. */
export function ask<Schema extends z.ZodType>(url: string, schema: Schema): Promise<z.infer<Schema>> {
  const request = fetch(url, {
    headers: { accept: "application/json" },
    cache: "no-store",
    credentials: "same-origin",
  });
  return deliver(request, schema);
}

/** Asks the API to do something. */
export function send<Schema extends z.ZodType>(
  method: "POST" | "DELETE",
  url: string,
  schema: Schema,
  body?: unknown,
): Promise<z.infer<Schema>> {
  const request = fetch(url, {
    method,
    // A page of another site cannot send the last header: it is what tells our own requests apart.
    headers: { accept: "application/json", "content-type": "application/json", "x-pedigree-csrf": "1" },
    cache: "no-store",
    credentials: "same-origin",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return deliver(request, schema);
}

interface Sending {
  readonly signal: AbortSignal;
  /** Hears how many bytes of this request have left so far. */
  readonly onSent: (count: number) => void;
}

/** A request whose body is told about while it leaves, which `fetch` cannot. */
function xhrOf(url: string, body: Blob, { signal, onSent }: Sending): Promise<Response> {
  return new Promise((settle, fail) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open("PUT", url);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-pedigree-csrf", "1");
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => settle(new Response(request.status === 204 ? null : request.responseText, request));
    request.onerror = () => fail(new TypeError("the connection broke off"));
    request.onabort = () => fail(signal.reason);
    request.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    if (signal.aborted) {
      fail(signal.reason);
    } else {
      request.send(body);
    }
  });
}

/** Sends bytes, which the browser reads from where they are while they leave. */
export async function put(url: string, body: Blob, sending: Sending): Promise<void> {
  await deliver(xhrOf(url, body, sending), z.null());
}

/** Fetches bytes whole, off the page's memory where the browser has a place for them. */
export async function download(url: string): Promise<Blob> {
  const request = fetch(url, { cache: "no-store", credentials: "same-origin" });
  const response = await answered(request);
  return response.blob().catch((cause: unknown) => {
    throw new BrokenOff(cause);
  });
}
