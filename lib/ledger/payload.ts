import { PART_CLASSES } from "@/graph-schema/classification";
import type { Digest } from "@/graph-schema/values";
import { canonicalJson, sha256 } from "@/lib/hash";
import { dataKey } from "@/lib/keys/client";
import { seal, unseal } from "@/lib/keys/store";
import type { Json, PayloadPart } from "./draft";

/** A payload part as stored: ciphertext in base64, and what the envelope commits to. */
export interface SealedPart {
  readonly ciphertext: string;
  readonly commitment: { readonly name: string; readonly key: string; readonly sha256: Digest; readonly bytes: number };
}

/** A ciphertext belongs to one event and one name; moved elsewhere it does not open. */
function context(eventId: string, name: string): string {
  return `${eventId}/${name}`;
}

/** Encrypts one part for the event `eventId` under its data key (AES-256-GCM, fresh nonce). */
export async function sealPart(eventId: string, part: PayloadPart): Promise<SealedPart> {
  if (!Object.hasOwn(PART_CLASSES, part.name)) {
    throw new Error(`the part ${part.name} has no class in graph-schema/classification.ts`);
  }
  const plain = Buffer.from(canonicalJson(part.content));
  const ciphertext = seal(await dataKey(part.key), plain, context(eventId, part.name));
  return {
    ciphertext: ciphertext.toString("base64"),
    commitment: { name: part.name, key: part.key, sha256: sha256(ciphertext), bytes: ciphertext.length },
  };
}

/** The content of a stored part; throws when the bytes or their place were changed. */
export async function openPart(eventId: string, name: string, key: string, ciphertext: string): Promise<Json> {
  const plain = unseal(await dataKey(key), Buffer.from(ciphertext, "base64"), context(eventId, name));
  return JSON.parse(plain.toString("utf8"));
}
