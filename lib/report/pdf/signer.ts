import { X509Certificate } from "node:crypto";
import { ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import { sha256 } from "@/lib/hash";

function certificatesIn(signature: Buffer): X509Certificate[] {
  try {
    const data = AsnConvert.parse(AsnConvert.parse(signature, ContentInfo).content, SignedData);
    return (data.certificates ?? []).flatMap(({ certificate }) =>
      certificate ? [new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))] : [],
    );
  } catch {
    return [];
  }
}

/** The certificate with this digest that the signature of a document holds; whether to trust it is the reader's to say. */
export function certificateIn(pdf: Uint8Array, digest: string): X509Certificate | undefined {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const start = bytes.lastIndexOf("/Contents <");
  const text = start < 0 ? "" : bytes.toString("latin1", start);
  const [, hex = ""] = /^\/Contents <([0-9a-f]+)>/.exec(text) ?? [];
  return certificatesIn(Buffer.from(hex, "hex")).find(({ raw }) => sha256(raw) === digest);
}
