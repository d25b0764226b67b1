import type { Digest } from "@/graph-schema/values";
import { sha256 } from "@/lib/hash";
import { signedDocument } from "./pdf/signed";

/** A file as it leaves, and what the record of that says of it. */
export interface HandedOver {
  readonly bytes: Uint8Array;
  readonly facts: {
    readonly sha256: Digest;
    readonly size_bytes: number;
    readonly unsigned_sha256?: Digest;
    readonly certificate_sha256?: Digest;
    readonly is_stamped?: boolean;
  };
}

/** Makes a file ready to leave: a document is signed where a key is configured for it. */
export async function handedOver(bytes: Uint8Array, format: "pdf" | "zip", at: Date): Promise<HandedOver> {
  const signed = format === "pdf" ? await signedDocument(bytes, at) : undefined;
  if (!signed) {
    return { bytes, facts: { sha256: sha256(bytes), size_bytes: bytes.length } };
  }
  return {
    bytes: signed.bytes,
    facts: {
      sha256: sha256(signed.bytes),
      size_bytes: signed.bytes.length,
      unsigned_sha256: sha256(bytes),
      certificate_sha256: signed.certificate,
      is_stamped: signed.isStamped,
    },
  };
}
