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

/** Names and values as a query or a form writes them; no name may be given twice. */
function givenTwice(given: URLSearchParams): ProblemError[] {
  const twice = [...new Set(given.keys())].filter((name) => given.getAll(name).length > 1);
  return twice.map((pointer) => ({ pointer, code: "duplicate_parameter", detail: "is given more than once" }));
}

/** The query string; no parameter may be given twice. */
export function parseQuery<T>(schema: z.ZodType<T>, url: string): Parsed<T> {
  const given = new URL(url).searchParams;
  const twice = givenTwice(given);
  if (twice.length > 0) {
    return unfit(400, "The query is not valid", named(twice));
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  return parsed.success ? { value: parsed.data } : unfit(400, "The query is not valid", named(faults(parsed.error)));
}

/** How a body is written: as JSON, or as the fields of a form, which is how servers of other organisations tell something. */
const FORMATS = {
  json: {
    type: "application/json",
    pattern: /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i,
    title: "The body is not JSON",
    invalid: 422,
  },
  form: {
    type: "application/x-www-form-urlencoded",
    pattern: /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i,
    title: "The body is not a form",
    invalid: 400,
  },
} as const;
export type BodyFormat = keyof typeof FORMATS;

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

async function readText(request: Request, max: number, format: BodyFormat): Promise<Parsed<string>> {
  const { type, pattern, title } = FORMATS[format];
  const isOfType = pattern.test(request.headers.get("content-type")?.trim() ?? "");
  if (!isOfType || request.headers.has("content-encoding")) {
    const detail = `must be ${type} in UTF-8, without Content-Encoding`;
    return unfit(415, title, [{ pointer: "content-type", code: "unsupported_media_type", detail }]);
  }
  const bytes = await readCapped(request, max);
  if (bytes === "too_long") {
    const detail = `must be at most ${max} bytes; send it in smaller batches`;
    return unfit(413, "The body is too large", [{ pointer: "", code: "too_large", detail }]);
  }
  try {
    return { value: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return unfit(400, title, [{ pointer: "", code: "invalid_utf8", detail: "must be UTF-8" }]);
  }
}

function parseForm(text: string): Parsed<Json> {
  const given = new URLSearchParams(text);
  const twice = givenTwice(given);
  return twice.length > 0 ? unfit(400, "The form is not valid", named(twice)) : { value: Object.fromEntries(given) };
}

/** The document that `request` carries, if it is one that means the same to everybody. */
async function readDocument(request: Request, max: number, format: BodyFormat): Promise<Parsed<Json>> {
  const text = await readText(request, max, format);
  if ("unfit" in text) {
    return text;
  }
  if (format === "form") {
    return parseForm(text.value);
  }
  const parsed = parseStrictJson(text.value);
  return parsed.ok
    ? { value: parsed.value }
    : unfit(400, "The body is not acceptable JSON", withoutPersonalNames(parsed.errors));
}

/** The body, read, understood and checked against its schema; and as it was sent, for digests over it. */
export async function parseBody<T>(
  schema: z.ZodType<T>,
  request: Request,
  max: number,
  format: BodyFormat = "json",
): Promise<Parsed<{ readonly body: T; readonly raw: Json }>> {
  const document = await readDocument(request, max, format);
  if ("unfit" in document) {
    return document;
  }
  const parsed = schema.safeParse(document.value);
  return parsed.success
    ? { value: { body: parsed.data, raw: document.value } }
    : unfit(
        FORMATS[format].invalid,
        "The body is not valid",
        withoutPersonalNames(faults(parsed.error), document.value),
      );
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
