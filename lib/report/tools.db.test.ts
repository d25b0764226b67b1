import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { DOSSIER_TYPES, type DossierType } from "@/lib/contract/dossier";
import { NotFound } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { issued } from "@/lib/keys/certificates.testing";
import { documentKey } from "@/lib/keys/document-key";
import { record } from "@/lib/ledger/record";
import { send, testActor } from "@/lib/ledger/testing";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { requested } from "@/lib/promotion/scene.testing";
import { runs } from "@/lib/runs.testing";
import { dossierOf } from "./dossier";
import { exported } from "./exported";
import { type HandedOver, handedOver } from "./handed";
import { attachedTo, pdfdetachLists, pdfsigSays, qpdfSays } from "./pdf-tools.testing";
import { validated } from "./verapdf.testing";

const signer = issued("ec");
const { certificate: PEDIGREE_PDF_CERTIFICATE, key: PEDIGREE_PDF_KEY } = signer;
Object.assign(process.env, { PEDIGREE_PDF_CERTIFICATE, PEDIGREE_PDF_KEY });

const own = ownDatabase({ guard: true, isReady: true, documents: documentKey(signer, new Date()) });

let project = "";
let request = "";

/** What each kind of dossier is about here; a kind that is missing does not compile. */
const ABOUT: Readonly<Record<DossierType, () => string>> = {
  model_version: () => "v1",
  deployment: () => "D1",
  prediction: () => "P1",
  promotion_request: () => request,
};

beforeAll(async () => {
  const scene = await requested();
  ({ project, id: request } = scene);
  const told = (action: string, subject: object, related: object[]) => ({
    event_id: `${action} it`,
    action,
    timestamp: new Date().toISOString(),
    subject,
    related,
  });
  const [version, deployment] = [
    { type: "model_version", id: "v1" },
    { type: "deployment", id: "D1" },
  ];
  await send(scene.source, [
    told("deploy", deployment, [version]),
    told("predict", { type: "prediction", id: "P1" }, [deployment, version]),
  ]);
  await round(logStorage(), "me");
});

describe.each(DOSSIER_TYPES)("a dossier about a %s", (type) => {
  let pdf: Uint8Array;
  let zip: Uint8Array;
  let handed: HandedOver;
  let file = "";

  beforeAll(async () => {
    const focus = { type, id: ABOUT[type]() };
    const asked = { about: { project, focus, audience: "inside", maySeeLooks: true } } as const;
    const made = await dossierOf({ ...asked, format: "pdf" });
    pdf = made.bytes;
    zip = (await dossierOf({ ...asked, format: "zip", size: made.size })).bytes;
    handed = await handedOver(pdf, "pdf", new Date());
    file = join(mkdtempSync(join(own.home, "tools-")), "dossier.pdf");
    writeFileSync(file, handed.bytes);
  });

  test("is PDF/A-3a and PDF/UA-1 by veraPDF, also signed, and qpdf finds no fault", async () => {
    writeFileSync(`${file}.unsigned`, pdf);
    const passes = ["3a passes", "ua1 passes"];
    expect(await validated(file, `${file}.unsigned`)).toEqual([...passes, ...passes]);
    expect(await qpdfSays(file)).toContain("No syntax or stream encoding errors found");
  });

  test("holds exactly the evidence that is handed out alone, as poppler takes it out", async () => {
    expect(await pdfdetachLists(file)).toMatch(/^1 embedded files\n1: evidence\.zip\n/);
    expect(await attachedTo(file)).toEqual(new Map([["evidence.zip", Buffer.from(zip)]]));
  });

  test("is signed as a whole, as poppler sees it, and begins with what was made before it was signed", async () => {
    const said = await pdfsigSays(file);
    expect(said).toContain("Signature is Valid.");
    expect(said).toContain("Total document signed");
    expect(Buffer.compare(handed.bytes.subarray(0, pdf.length), pdf)).toBe(0);
    expect(handed.facts.unsigned_sha256).toBe(sha256(pdf));
  });

  test("is known signed and unsigned, and with one changed byte, wherever it is, not at all", async () => {
    const subject = { type, id: ABOUT[type]() };
    const facts = { of: "dossier pdf", ...handed.facts };
    const actor = await testActor();
    await record({ project, action: "export", origin: "acted", outcome: "done", actor, subject, facts });
    for (const bytes of [handed.bytes, pdf]) {
      expect(await exported(project, sha256(bytes))).toMatchObject({ export: { subject, facts } });
    }
    const places = fc.tuple(fc.nat(handed.bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(places, async ([at, by]) => {
        const changed = handed.bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        await expect(exported(project, sha256(changed)), `byte ${at}`).rejects.toThrow(NotFound);
      }),
      runs(25, 2_000),
    );
  });
});
