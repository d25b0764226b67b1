import { z } from "zod";
import { told } from "./told";

/** A lower-case hex SHA-256 digest, as OCI and in-toto write it; a bare hex digest is accepted. */
export const Digest = z
  .string()
  .meta({ pattern: "^(?:sha256:)?[0-9a-fA-F]{64}$" })
  .transform((text) => (/^[0-9a-f]{64}$/i.test(text) ? `sha256:${text}` : text).toLowerCase())
  .pipe(z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be a SHA-256 digest: 64 hex digits, optionally after sha256:"))
  .brand<"Digest">();
export type Digest = z.infer<typeof Digest>;

/** An instant in UTC with milliseconds, the one form in which times are stored. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .brand<"Instant">();
export type Instant = z.infer<typeof Instant>;

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** A time on the wire: RFC 3339 with a zone; becomes UTC with milliseconds. */
export const WireInstant = z
  .string()
  .meta({ format: "date-time" })
  .transform((text, context) => {
    const millis = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(millis)) {
      const message = "must be an RFC 3339 time with a zone, like 2025-05-05T14:03:00Z";
      context.addIssue({ code: "custom", ...told("invalid_time", message) });
      return z.NEVER;
    }
    return instant(millis);
  });

/** The instant of a Unix time in milliseconds. */
export function instant(millis: number): Instant {
  return Instant.parse(new Date(millis).toISOString());
}

/**
 * A hybrid logical clock's reading as one safe integer: milliseconds since 1970 times 1024, plus a counter.
 * It orders the log; it fits until the year 2248.
 */
export const Stamp = z.int().nonnegative().brand<"Stamp">();
export type Stamp = z.infer<typeof Stamp>;

export const STAMPS_PER_MILLISECOND = 1024;

/** The first stamp of the millisecond `millis`. */
export function stampOf(millis: number): Stamp {
  return Stamp.parse(millis * STAMPS_PER_MILLISECOND);
}

/** The wall-clock part of a stamp. */
export function instantOf(stamp: Stamp): Instant {
  return instant(Math.floor(stamp / STAMPS_PER_MILLISECOND));
}

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/;

/**
 * A number as canonical bytes hold it: a safe integer, or the shortest decimal text of a float.
 * Canonical JSON of floats differs between languages; text does not.
 */
export const Decimal = z.union([
  z.number().transform((value, context) => {
    if (!Number.isFinite(value)) {
      context.addIssue({ code: "custom", ...told("number_not_finite", "must be a finite number") });
      return z.NEVER;
    }
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const message = "is beyond the safe integers; send it as a decimal string";
      context.addIssue({ code: "custom", ...told("number_too_large", message) });
      return z.NEVER;
    }
    return Number.isInteger(value) ? value + 0 : String(value);
  }),
  z.string().max(64).regex(DECIMAL, "must be a number or a decimal string"),
]);

/** Text that is kept for ever in the log: short, well-formed, not personal. */
export const FactText = z
  .string()
  .max(2_000, "must be at most 2,000 characters")
  .refine((text) => text.isWellFormed(), told("not_unicode", "must be well-formed Unicode"));

/** A value that an envelope may hold. */
const FactScalar = z.union([Decimal, FactText, z.boolean()]);

/** The name of a metric or parameter. */
const FactName = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (name) => name !== "__proto__" && name !== "constructor" && name !== "prototype",
    told("reserved_name", "is a reserved name"),
  )
  .refine((name) => name.isWellFormed(), told("not_unicode", "must be well-formed Unicode"));

export const Metrics = z.record(FactName, Decimal);
export const Parameters = z.record(FactName, FactScalar);
