import { sha256 as portable } from "@noble/hashes/sha2.js";

/** What Node brings along; undefined in a browser. Asked for at run time, since no bundler may look for it. */
const platform = globalThis.process?.getBuiltinModule?.("node:crypto");

function native(bytes: Uint8Array, { hash }: NonNullable<typeof platform>): Uint8Array {
  const { buffer, byteOffset, length } = hash("sha256", bytes, "buffer");
  return new Uint8Array(buffer, byteOffset, length);
}

/** SHA-256: by the platform where it computes at once, five times as fast as in JavaScript; elsewhere in JavaScript. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return platform ? native(bytes, platform) : portable(bytes);
}
