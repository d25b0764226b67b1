import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ExportReply } from "@/lib/contract/dossier";
import { sha256 } from "@/lib/hash";
import { issued } from "@/lib/keys/certificates.testing";
import { detachedSignature } from "@/lib/keys/cms";
import { documentKey } from "@/lib/keys/document-key";
import { sayExport } from "./dossier";

const key = documentKey(issued("ec"), new Date());
const [{ raw }] = key.certificates;
const PDF = Buffer.from("%PDF-1.7, as it was before it was signed\n");
const signature = detachedSignature(key, createHash("sha256").update(PDF).digest());
const SIGNED = Buffer.concat([PDF, Buffer.from(`/Contents <${signature.toString("hex")}0000>`)]);

/** What an app says of an export of `bytes` with these facts. */
function said(bytes: Buffer, facts: object): string {
  const at = "2026-01-02T03:04:05.000Z";
  const found = {
    digest: sha256(bytes),
    export: {
      id: "01a21439-dd92-75f8-9eef-3a80bf09df4a",
      eventId: "e",
      project: "p",
      action: "export",
      origin: "acted",
      outcome: "done",
      at,
      recordedAt: at,
      stamp: 1,
      subject: { type: "model_version", id: "churn:v2" },
      who: { type: "user", account: `p1:${"a".repeat(43)}`, name: "Casey", username: null },
      reasons: [],
      refersTo: null,
      facts: { log_size: 9, ...facts },
    },
    since: [],
    asOf: { position: 9, stamp: 1, at, pendingCount: 0 },
  };
  return sayExport(ExportReply.parse(found), bytes).join("\n");
}

test("of a signed document it is told whose certificate signed it, by the digest on record; of a copy without the signature that too", () => {
  const facts = { sha256: sha256(SIGNED), unsigned_sha256: sha256(PDF), certificate_sha256: sha256(raw) };
  const signed = said(SIGNED, { ...facts, is_stamped: true });
  expect(signed).toContain(`signed by O=Example Ltd, CN=Pedigree at Example, certificate ${sha256(raw)}`);
  expect(signed).toContain("which CN=Authority issued: whether to trust that is yours to say");
  expect(signed).toContain("with a time stamp of an authority");
  expect(said(PDF, facts)).toContain(`without the signature that it left with, by the certificate ${sha256(raw)}`);
  expect(said(PDF, { sha256: sha256(PDF) })).toContain("not signed: no certificate was configured");
  const others = said(SIGNED, { ...facts, certificate_sha256: sha256("another") });
  expect(others).not.toContain("Pedigree at Example");
});
