import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Authority, authority } from "@/lib/anchors/tsa.testing";
import { issued } from "@/lib/keys/certificates.testing";
import { documentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";
import { attachedTo, pdfsigSays, qpdfSays } from "../pdf-tools.testing";
import { validated } from "../verapdf.testing";
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
  paper.attach({ name: "evidence.zip", bytes: EVIDENCE, description: "what it rests on" });
  return paper.finished();
}

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(room, name), bytes);
  return join(room, name);
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
  expect(await validated(path, ["3a", "ua1"])).toEqual(["3a passes", "ua1 passes"]);
  expect(await attachedTo(path)).toEqual(new Map([["evidence.zip", EVIDENCE]]));
});

test("poppler finds the signature valid, by our certificate, over the whole document, with the time stamp of the authority", async () => {
  const said = await pdfsigSays(file("signed.pdf", signed?.bytes ?? Buffer.alloc(0)));
  expect(said).toContain("Signature is Valid.");
  expect(said).toContain("Total document signed");
  expect(said).toContain("Signer Certificate Common Name: Pedigree at Example");
  expect(said).toContain("Signature Type: ETSI.CAdES.detached");
  expect(signed?.isStamped).toBe(true);
  const certificate = certificateIn(signed?.bytes ?? Buffer.alloc(0), signed?.certificate ?? "");
  expect(certificate?.subject).toBe("O=Example Ltd\nCN=Pedigree at Example");
});

test("one changed byte, wherever it is, is seen by poppler", async () => {
  const bytes = signed?.bytes ?? Buffer.alloc(0);
  for (let at = 20; at < bytes.length - 2_000; at += Math.floor(bytes.length / 7)) {
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
