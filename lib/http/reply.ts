import type { Problem } from "@/lib/contract/problem";
import { configuration } from "@/lib/env";

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  vary: "authorization, cookie",
};

function headers(own: Readonly<Record<string, string>>): Record<string, string> {
  const isSecure = configuration().publicUrl.startsWith("https:");
  return {
    ...HEADERS,
    ...(isSecure ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
    ...own,
  };
}

/** A JSON answer. A browser that is led to it saves a file instead of showing it. */
export function json(body: unknown, status = 200, own: Readonly<Record<string, string>> = {}): Response {
  if (status === 204) {
    return new Response(null, { status, headers: headers(own) });
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: headers({
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="api.json"',
      ...own,
    }),
  });
}

/** An answer that is not JSON: a live stream, a file. `no-transform` keeps the server from holding it back to compress it. */
export function bytes(
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
  own: Readonly<Record<string, string>>,
): Response {
  return new Response(body, { headers: headers({ "cache-control": "no-store, no-transform", ...own }) });
}

/** What is in memory already, as a stream. A Blob would copy it twice. */
export function inOneChunk(whole: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(whole);
      controller.close();
    },
  });
}

/** A problem (RFC 9457). What it says is for the caller; what it must not tell is in the record. */
export function problem(
  told: Omit<Problem, "type"> & { readonly type?: string },
  own: Readonly<Record<string, string>> = {},
): Response {
  return json({ type: "about:blank", ...told }, told.status, {
    "content-type": "application/problem+json; charset=utf-8",
    "content-disposition": 'attachment; filename="problem.json"',
    ...own,
  });
}
