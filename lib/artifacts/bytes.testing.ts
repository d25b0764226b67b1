import { createHash } from "node:crypto";
import { Digest } from "@/graph-schema/values";
import type { BlobRef } from "./store";

/** For tests: what these bytes are called. */
export function refOf(bytes: Uint8Array): BlobRef {
  const digest = Digest.parse(createHash("sha256").update(bytes).digest("hex"));
  return { digest, sizeBytes: bytes.length };
}

/** For tests: `bytes` cut at these places, with empty pieces where places meet. */
export async function* pieces(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, from] of at.entries()) {
    yield bytes.subarray(from, at[index + 1] ?? from);
  }
}

/** For tests: all bytes of a stream; none of one that is not there. */
export async function gathered(source: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of source ?? []) {
    all.push(piece);
  }
  return Buffer.concat(all);
}
