import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { Attribute, ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import type { Digest } from "@/graph-schema/values";
import { timeStampToken } from "@/lib/anchors/stamp";
import { configuration } from "@/lib/env";
import { signDocument } from "@/lib/keys/client";
import { signedParts, unsigned, withSignature } from "./signature";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TIME_STAMP = "1.2.840.113549.1.9.16.2.14";

/** What a signature takes beside its certificates, whose file is larger than they are. */
const SIGNATURE_BYTES = 4_096;
const TIME_STAMP_BYTES = 16_384;

/** A document with its signature. */
export interface SignedDocument {
  readonly bytes: Buffer;
  /** The digest of the certificate by whose key it is signed. */
  readonly certificate: Digest;
  readonly isStamped: boolean;
}

/** The signature with a token behind it that says when it was there (PAdES baseline T). */
function withToken(signature: Buffer, token: ArrayBuffer): Buffer {
  const data = AsnConvert.parse(AsnConvert.parse(signature, ContentInfo).content, SignedData);
  for (const signer of data.signerInfos) {
    signer.unsignedAttrs = [new Attribute({ attrType: TIME_STAMP, attrValues: [token] })];
  }
  const content = new ContentInfo({ contentType: SIGNED_DATA, content: AsnConvert.serialize(data) });
  return Buffer.from(AsnConvert.serialize(content));
}

/** An authority that does not answer keeps nobody from the document: its place in the log says when it was as well. */
async function stamped(signature: Buffer, url: string): Promise<Buffer | undefined> {
  const data = AsnConvert.parse(AsnConvert.parse(signature, ContentInfo).content, SignedData);
  const [signer] = data.signerInfos;
  const value = new Uint8Array(signer?.signature.buffer ?? new ArrayBuffer(0));
  const token = await timeStampToken(url, value).catch(() => undefined);
  return token && withToken(signature, token);
}

/** Signs a document by the key that is configured for it; undefined where none is. The document is the beginning of the signed one. */
export async function signedDocument(pdf: Uint8Array, at: Date): Promise<SignedDocument | undefined> {
  const { documents, anchors } = configuration();
  if (!documents) {
    return undefined;
  }
  const room = statSync(/* turbopackIgnore: true */ documents.certificate).size + SIGNATURE_BYTES;
  const prepared = unsigned(pdf, at, room + (anchors.tsaUrl === undefined ? 0 : TIME_STAMP_BYTES));
  const hash = createHash("sha256");
  for (const part of signedParts(prepared)) {
    hash.update(part);
  }
  const { signature, certificate } = await signDocument(hash.digest());
  const withTime = anchors.tsaUrl === undefined ? undefined : await stamped(signature, anchors.tsaUrl);
  const bytes = withSignature(prepared, withTime ?? signature);
  return { bytes, certificate, isStamped: withTime !== undefined };
}
