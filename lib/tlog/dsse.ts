import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { base64, fromBase64 } from "./hash";
import type { VerifyEd25519 } from "./note";

/**
 * What a caller signs: an event, a statement about artifacts (in-toto), and what proves that somebody holds a key. None is ever
 * taken for another.
 */
export const EVENT_TYPE = "application/vnd.pedigree.event+json";
export const STATEMENT_TYPE = "application/vnd.in-toto+json";
export const KEY_TYPE = "application/vnd.pedigree.key+json";

const MAX_PAYLOAD_CHARACTERS = 2 * 1024 * 1024;
const MAX_SIGNATURES = 8;
const SIGNATURE_BYTES = 64;

/** A DSSE v1 envelope (secure-systems-lab/dsse): a payload of some type, in base64, and who signed it. */
export const DsseEnvelope = z.strictObject({
  payload: z.string().max(MAX_PAYLOAD_CHARACTERS),
  payloadType: z.string().max(200),
  signatures: z
    .array(z.strictObject({ keyid: z.string().max(200), sig: z.string().max(200) }))
    .min(1)
    .max(MAX_SIGNATURES),
});
export type DsseEnvelope = z.infer<typeof DsseEnvelope>;

/** DSSE's pre-authentication encoding: what is signed, so that type and payload cannot run into each other. */
export function preAuthentication(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8ToBytes(payloadType);
  const head = concatBytes(utf8ToBytes(`DSSEv1 ${type.length} `), type, utf8ToBytes(` ${payload.length} `));
  return concatBytes(head, payload);
}

/** Base64 in the standard or in the URL-safe alphabet, as DSSE allows; never a mixture. */
function bytesOf(text: string): Uint8Array | undefined {
  return fromBase64(/[+/]/.test(text) ? text : text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** The bytes that an envelope carries; undefined when they are not base64. */
export function payloadOf({ payload }: DsseEnvelope): Uint8Array | undefined {
  return bytesOf(payload);
}

/** Did the holder of `publicKey` sign the envelope under the name `keyid`? The name alone shows nothing. */
export function isSignedBy(
  envelope: DsseEnvelope,
  key: { readonly keyid: string; readonly publicKey: Uint8Array },
  verify: VerifyEd25519,
): boolean {
  const payload = payloadOf(envelope);
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({ keyid, bytes: bytesOf(sig) }));
  if (!payload || signatures.some(({ bytes }) => bytes === undefined)) {
    return false;
  }
  const message = preAuthentication(envelope.payloadType, payload);
  return signatures.some(
    ({ keyid, bytes }) =>
      keyid === key.keyid && bytes?.length === SIGNATURE_BYTES && verify(bytes, message, key.publicKey),
  );
}

/** Who signs, and how. */
export interface DsseSigner {
  readonly keyid: string;
  sign(message: Uint8Array): Uint8Array;
}

/** `payload` in an envelope that each of `signers` signed. */
export function signedEnvelope(payloadType: string, payload: Uint8Array, signers: readonly DsseSigner[]): DsseEnvelope {
  const message = preAuthentication(payloadType, payload);
  const signatures = signers.map(({ keyid, sign }) => ({ keyid, sig: base64(sign(message)) }));
  return { payload: base64(payload), payloadType, signatures };
}

/** The one text of an envelope (RFC 8785): what is digested, and what is kept. */
export function envelopeText({ payload, payloadType, signatures }: DsseEnvelope): string {
  return JSON.stringify({ payload, payloadType, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig })) });
}
