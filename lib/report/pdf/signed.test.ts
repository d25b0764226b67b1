import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Authority, authority } from "@/lib/anchors/tsa.testing";
import { issued } from "@/lib/keys/certificates.testing";
import { documentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";
import { attachedTo, pdfsigSays, qpdfSays } from "../pdf-tools.testing";
import { validated } from "../verapdf.testing";
import { deflated } from "./attachment";
import { Paper } from "./paper";
import { type SignedDocument, signedDocument } from "./signed";
import { certificateIn } from "./signer";

const room = mkdtempSync(join(tmpdir(), "pedigree-signed-"));
const EVIDENCE = Buffer.from("PK, as it were");
let keys: Server;
let tsa: Authority;
let pdf: Buffer;
let signed: SignedDocument | undefined;

async function document(): Promise<Buffer> {
  const paper = new Paper("A document of several pages", new Date("2026-01-02T03:04:05Z"));
  paper.facts([["Question", "Is it signed?"]]);
  paper.section("Answer");
  paper.paragraph("It is. ".repeat(3_000));
  paper.table([{ head: "One", share: 1 }], [["two"], ["three"]], "none");
  const packed = { size: EVIDENCE.length, deflated: await deflated(EVIDENCE) };
  paper.attach({ name: "evidence.zip", description: "what it rests on", ...packed });
  return paper.finished();
}

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(room, name), bytes);
  return join(room, name);
}

/** The time stamp in a signature, and the signature's value that it is about. */
function stampIn(bytes: Buffer): [Buffer, Buffer] {
  const text = bytes.toString("latin1", bytes.lastIndexOf("/Contents <"));
  const [, hex = ""] = /^\/Contents <([0-9a-f]+)>/.exec(text) ?? [];
  const { content } = AsnConvert.parse(Buffer.from(hex, "hex"), ContentInfo);
  const [signer] = AsnConvert.parse(content, SignedData).signerInfos;
  const token = signer?.unsignedAttrs?.[0]?.attrValues[0] ?? new ArrayBuffer(0);
  return [Buffer.from(token), Buffer.from(signer?.signature.buffer ?? new ArrayBuffer(0))];
}

beforeAll(async () => {
  const signer = issued("rsa");
  tsa = await authority();
  const PEDIGREE_SIGNER = join(room, "signer.sock");
  const ours = { PEDIGREE_PDF_CERTIFICATE: signer.certificate, PEDIGREE_PDF_KEY: signer.key };
  Object.assign(process.env, { PEDIGREE_SIGNER, PEDIGREE_TSA_URL: tsa.url, ...ours });
  const documents = documentKey(signer, new Date());
  keys = await serveKeys({ directory: join(room, "keys"), socket: PEDIGREE_SIGNER, documents });
  pdf = await document();
  signed = await signedDocument(pdf, new Date());
});
afterAll(() => {
  tsa.remove();
  keys.close();
  keys.closeAllConnections();
  rmSync(room, { recursive: true });
});

test("a signed document is the document and its signature behind it, and still PDF/A-3a and PDF/UA-1", async () => {
  const bytes = signed?.bytes ?? Buffer.alloc(0);
  expect(Buffer.compare(bytes.subarray(0, pdf.length), pdf)).toBe(0);
  const path = file("signed.pdf", bytes);
  expect(await qpdfSays(path)).toContain("No syntax or stream encoding errors found");
  expect(await validated(path)).toEqual(["3a passes", "ua1 passes"]);
  expect(await attachedTo(path)).toEqual(new Map([["evidence.zip", EVIDENCE]]));
});

test("poppler finds the signature valid, by our certificate, over the whole document, with the time stamp of the authority", async () => {
  const said = await pdfsigSays(file("signed.pdf", signed?.bytes ?? Buffer.alloc(0)));
  expect(said).toContain("Signature is Valid.");
  expect(said).toContain("Total document signed");
  expect(said).toContain("Signer Certificate Common Name: Pedigree at Example");
  expect(said).toContain("Signature Type: ETSI.CAdES.detached");
  expect(signed?.isStamped).toBe(true);
  const [stamped, value] = stampIn(signed?.bytes ?? Buffer.alloc(0));
  expect(await tsa.verifyToken(stamped, value)).toContain("Verification: OK");
  const certificate = certificateIn(signed?.bytes ?? Buffer.alloc(0), signed?.certificate ?? "");
  expect(certificate?.subject).toBe("O=Example Ltd\nCN=Pedigree at Example");
});

test("one changed byte of what was signed, wherever it is, is seen by poppler", async () => {
  const bytes = signed?.bytes ?? Buffer.alloc(0);
  const sampled = Array.from({ length: 6 }, (_, part) => 20 + Math.floor((part * pdf.length) / 6));
  for (const at of [...sampled, bytes.length - 200, bytes.length - 20]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await pdfsigSays(file("changed.pdf", changed)), `byte ${at}`).not.toContain("Signature is Valid.");
  }
});

test("an authority that does not answer keeps nobody from the document", async () => {
  tsa.answerWith(() => Buffer.alloc(0));
  const without = await signedDocument(pdf, new Date());
  expect(without?.isStamped).toBe(false);
  expect(await pdfsigSays(file("without.pdf", without?.bytes ?? Buffer.alloc(0)))).toContain("Signature is Valid.");
});
