import { z } from "zod";
import { faults } from "@/lib/contract/faults";
import type { Json } from "@/lib/contract/json";
import { parseStrictJson } from "@/lib/contract/json";
import type { ProblemError } from "@/lib/contract/problem";
import { Interrupted } from "@/lib/errors";
import { withoutPersonalNames } from "./personal-names";

export const DEFAULT_MAX_BYTES = 256 * 1024;
/** After a body that is too long, so much is still read and dropped: most clients hear the answer only then. */
const DRAINED_BYTES = 64 * 1024 * 1024;

/** What is wrong with a request, before anybody asked what it means. */
export interface Unfit {
  readonly status: 400 | 413 | 415 | 422;
  readonly title: string;
  readonly errors: readonly ProblemError[];
}

export type Parsed<T> = { readonly value: T } | { readonly unfit: Unfit };

/** A request that cannot be taken as it is. */
export function unfit(
  status: Unfit["status"],
  title: string,
  errors: readonly ProblemError[],
): { readonly unfit: Unfit } {
  return { unfit: { status, title, errors } };
}

/** A pointer into a body has a slash in front; a parameter is named as it is written. */
function named(errors: readonly ProblemError[]): ProblemError[] {
  return withoutPersonalNames(errors.map((error) => ({ ...error, pointer: error.pointer.replace(/^\//, "") })));
}

/** The parameters of the path, which the router has decoded once. */
export function parseParams<T>(schema: z.ZodType<T>, params: unknown): Parsed<T> {
  const parsed = schema.safeParse(params);
  return parsed.success ? { value: parsed.data } : unfit(400, "The path is not valid", named(faults(parsed.error)));
}

/** The query string; no parameter may be given twice. */
export function parseQuery<T>(schema: z.ZodType<T>, url: string): Parsed<T> {
  const given = new URL(url).searchParams;
  const twice = [...new Set(given.keys())].filter((name) => given.getAll(name).length > 1);
  if (twice.length > 0) {
    const errors = twice.map((pointer) => ({
      pointer,
      code: "duplicate_parameter",
      detail: "is given more than once",
    }));
    return unfit(400, "The query is not valid", named(errors));
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  return parsed.success ? { value: parsed.data } : unfit(400, "The query is not valid", named(faults(parsed.error)));
}

function isJson(contentType: string | null): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType?.trim() ?? "");
}

/** Reads no more than `max` bytes into memory, whatever Content-Length claims. */
async function readCapped(request: Request, max: number): Promise<Uint8Array | "too_long"> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length <= max) {
      chunks.push(part.value);
    } else if (length > max + DRAINED_BYTES) {
      await reader?.cancel();
      break;
    }
  }
  return length > max ? "too_long" : Buffer.concat(chunks);
}

/** The JSON document that `request` carries, if it is one that means the same to everybody. */
async function readJson(request: Request, max: number): Promise<Parsed<Json>> {
  if (!isJson(request.headers.get("content-type")) || request.headers.has("content-encoding")) {
    const detail = "must be application/json in UTF-8, without Content-Encoding";
    return unfit(415, "The body is not JSON", [{ pointer: "content-type", code: "unsupported_media_type", detail }]);
  }
  const bytes = await readCapped(request, max);
  if (bytes === "too_long") {
    const detail = `must be at most ${max} bytes; send it in smaller batches`;
    return unfit(413, "The body is too large", [{ pointer: "", code: "too_large", detail }]);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return unfit(400, "The body is not JSON", [{ pointer: "", code: "invalid_utf8", detail: "must be UTF-8" }]);
  }
  const parsed = parseStrictJson(text);
  return parsed.ok
    ? { value: parsed.value }
    : unfit(400, "The body is not acceptable JSON", withoutPersonalNames(parsed.errors));
}

/** The body, read, understood and checked against its schema; and as it was sent, for digests over it. */
export async function parseBody<T>(
  schema: z.ZodType<T>,
  request: Request,
  max: number,
): Promise<Parsed<{ readonly body: T; readonly raw: Json }>> {
  const document = await readJson(request, max);
  if ("unfit" in document) {
    return document;
  }
  const parsed = schema.safeParse(document.value);
  return parsed.success
    ? { value: { body: parsed.data, raw: document.value } }
    : unfit(422, "The body is not valid", withoutPersonalNames(faults(parsed.error), document.value));
}

const OCTETS = "application/octet-stream";

/** Why the body of `request` is not plain bytes; undefined when it is. */
export function notBytes(request: Request): { readonly unfit: Unfit } | undefined {
  if (request.headers.get("content-type") === OCTETS && !request.headers.has("content-encoding")) {
    return undefined;
  }
  const detail = `must be ${OCTETS}, without Content-Encoding`;
  return unfit(415, "The body is not bytes", [{ pointer: "content-type", code: "unsupported_media_type", detail }]);
}

function interrupted(cause: unknown): never {
  throw new Interrupted("the body broke off", { cause });
}

/** The body of `request`, as it comes. Throws {@link Interrupted} where it breaks off. */
export async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  try {
    const next = () => reader?.read().catch(interrupted);
    for (let part = await next(); part && !part.done; part = await next()) {
      yield part.value;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** What a route takes that declares nothing. */
export const NOTHING = z.strictObject({});
