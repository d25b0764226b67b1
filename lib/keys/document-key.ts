import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import type { DocumentSigner } from "@/lib/env";
import { SetupError } from "@/lib/errors";

/** With what documents are signed: the key, and its certificate with those of its issuers after it. */
export interface DocumentKey {
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
  readonly privateKey: KeyObject;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const LEAST_RSA_BITS = 2048;
const CURVES = ["prime256v1", "secp384r1", "secp521r1"];
const EXPLAINED = "docs/guides/operator.md says how documents are signed.";

function wrong(variable: "CERTIFICATE" | "KEY", message: string): SetupError {
  return new SetupError(`PEDIGREE_PDF_${variable} ${message}`, EXPLAINED);
}

function textIn(file: string, variable: "CERTIFICATE" | "KEY"): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ file, "utf8");
  } catch (error) {
    throw wrong(variable, `cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Signatures hold a certificate as it is written anew, which must be as it was. */
function isPlain({ raw }: X509Certificate): boolean {
  return Buffer.from(AsnConvert.serialize(AsnConvert.parse(raw, Certificate))).equals(raw);
}

function certificatesIn(file: string): X509Certificate[] {
  const pems = textIn(file, "CERTIFICATE").match(CERTIFICATE) ?? [];
  try {
    const certificates = pems.map((pem) => new X509Certificate(pem));
    if (certificates.length > 0 && certificates.every(isPlain)) {
      return certificates;
    }
  } catch {
    // Told below, as for a file without any.
  }
  throw wrong("CERTIFICATE", `names ${file}, which is no PEM file with X.509 certificates.`);
}

function keyIn({ key, passphrase }: DocumentSigner): KeyObject {
  const text = textIn(key, "KEY");
  try {
    return createPrivateKey({ key: text, format: "pem", ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw wrong(
      "KEY",
      `names ${key}, which holds no private key in PEM, or one that PEDIGREE_PDF_PASSPHRASE does not open.`,
    );
  }
}

/** Why such a key signs no document that readers can check; undefined where it does. */
function whyNot({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string | undefined {
  const isRsa = type === "rsa" && (details.modulusLength ?? 0) >= LEAST_RSA_BITS;
  const isEc = type === "ec" && CURVES.includes(details.namedCurve ?? "");
  return isRsa || isEc
    ? undefined
    : `is of a kind that PDF readers cannot check: RSA of ${LEAST_RSA_BITS} bits or more, or EC on P-256, P-384 or P-521.`;
}

/** Why the certificate says nothing at this moment; undefined while it holds. */
export function outOfDate({ validFrom, validTo }: X509Certificate, now: Date): string | undefined {
  const early = now < new Date(validFrom);
  return early || now > new Date(validTo)
    ? `is of a certificate that ${early ? `begins ${validFrom}` : `ended ${validTo}`}.`
    : undefined;
}

/** Reads the key for documents and its certificates; a {@link SetupError} says what does not fit. */
export function documentKey(signer: DocumentSigner, now: Date): DocumentKey {
  const all = certificatesIn(signer.certificate);
  const privateKey = keyIn(signer);
  const kind = whyNot(privateKey);
  if (kind !== undefined) {
    throw wrong("KEY", kind);
  }
  const own = all.find((each) => each.checkPrivateKey(privateKey));
  if (!own) {
    throw wrong("KEY", `is not that of a certificate in ${signer.certificate}.`);
  }
  const ended = outOfDate(own, now);
  if (ended !== undefined) {
    throw wrong("CERTIFICATE", ended);
  }
  return { certificates: [own, ...all.filter((each) => each !== own)], privateKey };
}
