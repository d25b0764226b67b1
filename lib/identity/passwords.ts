import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { dictionary } from "@zxcvbn-ts/language-common";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";

/** OWASP's parameters for argon2id, the library's default variant: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 128;

let common: ReadonlySet<string> | undefined;

/** Is `password` among the 49,000 most common ones, or one of them with digits and signs around it? */
function isCommon(password: string): boolean {
  common ??= new Set(dictionary["passwords-common"]);
  const lower = password.toLowerCase();
  const core = lower.replace(/^\P{L}+|(?<!\P{L})\P{L}+$/gu, "");
  return common.has(lower) || common.has(core) || new Set(lower).size < 5;
}

/** The same characters give the same bytes, however the keyboard composed them. */
function normal(password: string): string {
  return password.normalize("NFKC");
}

/**
 * Why `password` may not be set for `username`. There are no rules about kinds of characters; a row of spaces counts
 * as one of the least number.
 */
export function reasonsToRefusePassword(password: string, username: string): Reason[] {
  const reasons: Reason[] = [];
  const length = [...normal(password)].length;
  if ([...normal(password).replace(/ +/g, " ")].length < MIN_CHARACTERS) {
    reasons.push(reason("password_too_short", { least: MIN_CHARACTERS }));
  }
  if (length > MAX_CHARACTERS) {
    reasons.push(reason("password_too_long", { most: MAX_CHARACTERS }));
  }
  if (isCommon(normal(password))) {
    reasons.push(reason("password_too_common"));
  }
  if (normal(password).toLowerCase().includes(username.toLowerCase())) {
    reasons.push(reason("password_contains_username"));
  }
  return reasons;
}

/** The argon2id hash of `password`, with its own salt and parameters in it. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

let dummy: Promise<string> | undefined;

/** Is `password` the one of `hashed`? Without a hash it takes as long, and says no: an unknown name costs the same. */
export async function isPassword(hashed: string | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword(randomBytes(24).toString("base64url"));
  const matches = await verify(hashed ?? (await dummy), normal(password));
  return hashed !== undefined && matches;
}
