import { createHash, randomBytes } from "node:crypto";
import { type ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from "@peculiar/asn1-tsp";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import type { Published } from "./copies";
import { post } from "./post";

const TIMEOUT_MS = 10_000;
const SHA256 = "2.16.840.1.101.3.4.2.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const FOLDER = "tsa";

/** Where time stamps are kept: beside the log's files. */
export interface Files {
  read(path: string): Promise<Uint8Array | undefined>;
  create(path: string, bytes: Uint8Array): Promise<void>;
  list(folder: string): Promise<string[]>;
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function query(bytes: Uint8Array, nonce: ArrayBuffer): Buffer {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: SHA256, parameters: null });
  const messageImprint = new MessageImprint({ hashAlgorithm, hashedMessage: new OctetString(digest(bytes)) });
  return Buffer.from(AsnConvert.serialize(new TimeStampReq({ version: 1, messageImprint, nonce, certReq: true })));
}

function tokenIn(response: Uint8Array): ContentInfo {
  const { status, timeStampToken } = AsnConvert.parse(response, TimeStampResp);
  const isGranted = status.status === PKIStatus.granted || status.status === PKIStatus.grantedWithMods;
  if (!isGranted || timeStampToken?.contentType !== SIGNED_DATA) {
    throw new Error(`the time-stamping authority did not stamp: status ${status.status}`);
  }
  return timeStampToken;
}

function infoOf(response: Uint8Array): TSTInfo {
  const { encapContentInfo } = AsnConvert.parse(tokenIn(response).content, SignedData);
  return AsnConvert.parse(encapContentInfo.eContent?.single?.buffer ?? new ArrayBuffer(0), TSTInfo);
}

/**
 * When `response` (RFC 3161) says that `bytes` were there. Throws when it is about others. Whether to believe it depends on
 * the authority's certificate, which a reader pins: `openssl ts -verify`.
 */
export function stampedAt(response: Uint8Array, bytes: Uint8Array): Date {
  const { messageImprint, genTime } = infoOf(response);
  const isOurs = Buffer.from(messageImprint.hashedMessage.buffer).equals(digest(bytes));
  if (messageImprint.hashAlgorithm.algorithm !== SHA256 || !isOurs) {
    throw new Error("the time stamp is about something else");
  }
  return genTime;
}

async function responseFor(url: string, bytes: Uint8Array): Promise<Uint8Array> {
  // A positive number, as DER writes it.
  const nonce = randomBytes(8);
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const asked = query(bytes, new Uint8Array(nonce).buffer);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { status, bytes: reply } = await post(url, { "content-type": "application/timestamp-query" }, asked, signal);
  if (status !== 200) {
    throw new Error(`the time-stamping authority says ${status}`);
  }
  stampedAt(reply, bytes);
  if (!nonce.equals(Buffer.from(infoOf(reply).nonce ?? new ArrayBuffer(0)))) {
    throw new Error("the time stamp is an older one: its nonce differs");
  }
  return reply;
}

/** The authority's token (RFC 3161) that says when `bytes` were there, in DER. */
export async function timeStampToken(url: string, bytes: Uint8Array): Promise<ArrayBuffer> {
  return AsnConvert.serialize(tokenIn(await responseFor(url, bytes)));
}

/** Has the checkpoint stamped, and keeps `tsa/<size>.tsr` with the bytes it is about, `tsa/<size>.checkpoint`. */
export async function stamp(files: Files, url: string, { size, note }: Published): Promise<void> {
  const bytes = Buffer.from(note);
  const path = `${FOLDER}/${size}`;
  if ((await files.read(`${path}.tsr`)) === undefined) {
    const response = await responseFor(url, bytes);
    await files.create(`${path}.checkpoint`, bytes);
    await files.create(`${path}.tsr`, response);
  }
}

/** When the newest checkpoint that has a time stamp was stamped; undefined before the first. */
export async function lastStampAt(files: Files): Promise<Date | undefined> {
  const sizes = (await files.list(FOLDER)).flatMap((path) => {
    const [, size] = /(?<!\d)(\d+)\.tsr$/.exec(path) ?? [];
    return size === undefined ? [] : [Number(size)];
  });
  const response = sizes.length > 0 ? await files.read(`${FOLDER}/${Math.max(...sizes)}.tsr`) : undefined;
  return response && infoOf(response).genTime;
}
