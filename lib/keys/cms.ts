import { createHash, type KeyObject, sign } from "node:crypto";
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate } from "@peculiar/asn1-x509";
import type { DocumentKey } from "./document-key";

const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const SHA256 = "2.16.840.1.101.3.4.2.1";
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

/** The object identifier of plain data, as an attribute's value. */
const DATA_VALUE = Buffer.from("06092a864886f70d010701", "hex");
/** ESSCertIDv2 with nothing but a SHA-256 digest is these bytes and then the digest (RFC 5035). */
const CERTIFICATE_ID = Buffer.from("3026302430220420", "hex");
const SET = 0x31;

function der(value: unknown): Buffer {
  return Buffer.from(AsnConvert.serialize(value));
}

/** Bytes in a buffer of their own, as the encoder wants them. */
function exactly(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function attribute(attrType: string, value: Uint8Array): Attribute {
  return new Attribute({ attrType, attrValues: [exactly(value)] });
}

/** The elements of a set in the order of their bytes, as DER writes them. */
function inOrder<Element>(elements: readonly Element[]): Element[] {
  return [...elements].sort((a, b) => Buffer.compare(der(a), der(b)));
}

/** What is signed beside the document (PAdES baseline): its digest, and that it is this certificate's key which signs. */
function attributesOf(digest: Uint8Array, certificate: Uint8Array): Attribute[] {
  const id = createHash("sha256").update(certificate).digest();
  const attributes = [
    attribute(CONTENT_TYPE, DATA_VALUE),
    attribute(MESSAGE_DIGEST, der(new OctetString(digest))),
    attribute(SIGNING_CERTIFICATE_V2, Buffer.concat([CERTIFICATE_ID, id])),
  ];
  return inOrder(attributes);
}

/** The length of a value in as few bytes as there can be (DER). */
function lengthOf({ length }: Uint8Array): number[] {
  const wide = [length >> 8, length & 0xff];
  return length < 0x80 ? [length] : length <= 0xff ? [0x81, length] : [0x82, ...wide];
}

function setOf(elements: readonly Attribute[]): Buffer {
  const content = Buffer.concat(elements.map(der));
  return Buffer.concat([Buffer.from([SET, ...lengthOf(content)]), content]);
}

function algorithmOf({ asymmetricKeyType }: KeyObject): AlgorithmIdentifier {
  return asymmetricKeyType === "rsa"
    ? new AlgorithmIdentifier({ algorithm: SHA256_WITH_RSA, parameters: null })
    : new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
}

/** A signature over a document of this SHA-256 digest that does not hold the document (CMS, RFC 5652), in DER. */
export function detachedSignature({ certificates, privateKey }: DocumentKey, digest: Uint8Array): Buffer {
  const [{ raw }] = certificates;
  const { issuer, serialNumber } = AsnConvert.parse(raw, Certificate).tbsCertificate;
  const digestAlgorithm = new AlgorithmIdentifier({ algorithm: SHA256 });
  const signedAttrs = attributesOf(digest, raw);
  const signer = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    digestAlgorithm,
    signedAttrs,
    signatureAlgorithm: algorithmOf(privateKey),
    signature: new OctetString(sign("sha256", setOf(signedAttrs), privateKey)),
  });
  const data = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: DATA }),
    certificates: new CertificateSet(
      inOrder(certificates.map((each) => AsnConvert.parse(each.raw, Certificate))).map(
        (certificate) => new CertificateChoices({ certificate }),
      ),
    ),
    signerInfos: new SignerInfos([signer]),
  });
  return der(new ContentInfo({ contentType: SIGNED_DATA, content: exactly(der(data)) }));
}
