import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { NotFound } from "@/lib/errors";
import { sha256 } from "@/lib/hash";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { record } from "@/lib/ledger/record";
import { testActor } from "@/lib/ledger/testing";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { requested } from "@/lib/promotion/scene.testing";
import { judgeDossier } from "@/lib/tlog/judge-dossier";
import { type Dossier, dossierOf } from "./dossier";
import { exported } from "./exported";
import { validated } from "./verapdf.testing";

const own = ownDatabase({ guard: true, isReady: true });

let project = "";
let pdf: Dossier;
let zip: Dossier;

async function made(format: "pdf" | "zip", size?: number): Promise<Dossier> {
  const focus = { type: "model_version", id: "v1" } as const;
  return dossierOf({
    about: { project, focus, template: "eu-ai-act", audience: "inside", maySeeLooks: true },
    size,
    format,
  });
}

beforeAll(async () => {
  ({ project } = await requested());
  await round(logStorage(), "me");
  pdf = await made("pdf");
  zip = await made("zip", pdf.size);
});

test("the document is PDF/A-3a and PDF/UA-1, by veraPDF", async () => {
  const file = join(mkdtempSync(join(own.home, "dossier-")), "dossier.pdf");
  writeFileSync(file, pdf.bytes);
  expect(await validated(file)).toEqual(["3a passes", "ua1 passes"]);
});

test("the evidence proves every event by the reader's keys alone, and one changed byte is found wherever it is", async () => {
  const pinned = await publicKeys();
  const judged = judgeDossier(zip.bytes, pinned, verifyEd25519);
  expect(judged).toMatchObject({ valid: true, about: { project, type: "model_version", id: "v1" } });
  expect(judged.valid && judged.events).toBe(new Set(zip.events).size);
  for (let at = 0; at < zip.bytes.length; at += 997) {
    const changed = zip.bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(judgeDossier(changed, pinned, verifyEd25519), `byte ${at}`).toMatchObject({ valid: false });
  }
});

test("the same question at the same position of the log gives the same bytes, whatever was recorded since", async () => {
  await requested();
  await round(logStorage(), "me");
  expect(Buffer.compare((await made("pdf", pdf.size)).bytes, pdf.bytes)).toBe(0);
  expect(Buffer.compare((await made("zip", pdf.size)).bytes, zip.bytes)).toBe(0);
});

test("an export is known by its digest, with what was done to its subject since; other bytes are not", async () => {
  const digest = sha256(pdf.bytes);
  const subject = { type: "model_version", id: "v1" } as const;
  const facts = { of: "dossier pdf", sha256: digest, size_bytes: pdf.bytes.length, log_size: pdf.size };
  const actor = await testActor();
  const look = { project, action: "export", origin: "acted", outcome: "done", actor, subject } as const;
  const { id } = await record({ ...look, facts });
  expect(await exported(project, digest)).toMatchObject({ export: { id, subject, facts }, since: [] });
  await record({ ...look, action: "retire" });
  expect(await exported(project, digest)).toMatchObject({ since: [{ action: "retire", outcome: "done" }] });
  await expect(exported(project, sha256("other bytes"))).rejects.toThrow(NotFound);
});
