import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { Digest } from "@/graph-schema/values";

/** SHA-256 of `bytes` as `sha256:<hex>`. A string is hashed as UTF-8. */
export function sha256(bytes: string | Uint8Array): Digest {
  return Digest.parse(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
}

/**
 * The canonical JSON text of `value` (RFC 8785). Every value reaches it through a schema that admits
 * only strings, safe integers, booleans, arrays and plain objects; anything else is a fault of ours and throws.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new TypeError("value has no JSON form");
  }
  return text;
}
