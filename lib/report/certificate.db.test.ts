import { X509Certificate } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { GET as dossier } from "@/app/api/v1/projects/[project]/artifacts/[type]/[id]/dossier/route";
import { GET as period } from "@/app/api/v1/projects/[project]/dossier/route";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { CERTIFICATE_ENDS } from "@/lib/contract/findings";
import { Problem } from "@/lib/contract/problem";
import { sayReason } from "@/lib/contract/reasons";
import { read } from "@/lib/graph/session";
import { call, recordOf, signedIn } from "@/lib/http/testing";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { createProject } from "@/lib/identity/projects";
import { issued } from "@/lib/keys/certificates.testing";
import { documentKey } from "@/lib/keys/document-key";
import { record } from "@/lib/ledger/record";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { tellEnding } from "./certificate";

// It ends in the second in which it is issued; the key process holds it from before.
const signer = issued("ec", { days: 0 });
const { validFrom, validTo } = new X509Certificate(readFileSync(signer.certificate));
const { certificate: PEDIGREE_PDF_CERTIFICATE, key: PEDIGREE_PDF_KEY } = signer;
Object.assign(process.env, { PEDIGREE_PDF_CERTIFICATE, PEDIGREE_PDF_KEY });
const own = ownDatabase({ guard: true, isReady: true, documents: documentKey(signer, new Date(validFrom)) });

const DAY_MS = 86_400_000;
const ALWAYS = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
const ENVIRONMENT = { type: "environment", id: "env:1" } as const;
const DIGEST = `sha256:${"a".repeat(64)}`;

let project = "";

/** How taking the dossier of a time, or of the version, was answered, and what the record says of it. */
async function taken(format: "pdf" | "zip", of: "period" | "version") {
  const { account, cookie } = await signedIn("auditor");
  const answer =
    of === "period"
      ? await call(period, { cookie, params: { project }, path: `/x?${ALWAYS}&format=${format}` })
      : await call(dossier, {
          cookie,
          params: { project, type: "model_version", id: "m:v1" },
          path: `/x?format=${format}`,
        });
  const told = (await recordOf(account.account)).filter(({ action }) => action === "export");
  return { answer, told };
}

beforeAll(async () => {
  await ensureSystemAccounts();
  const source = await testSource(true);
  ({ project } = source);
  await createProject({ id: project, simulation: false, by: await builtInActor("system") });
  const [version, run] = [
    { type: "model_version", id: "m:v1" },
    { type: "run", id: "R1" },
  ];
  const told = (action: string, subject: object, related: object[]) => ({
    event_id: action,
    action,
    timestamp: new Date().toISOString(),
    subject,
    related,
  });
  await send(source, [
    told("record", ENVIRONMENT, []),
    told("start", run, [ENVIRONMENT]),
    { ...told("register", version, [{ type: "model", id: "m" }, run]), declares: [{ type: "model", id: "m" }] },
  ]);
  const deed = { project, origin: "acted", outcome: "done", actor: await testActor() } as const;
  const facts = { digest: DIGEST, size_bytes: 1, role: "lockfile", media_type: "text/plain", held: "store" };
  await record({ ...deed, action: "attach", subject: ENVIRONMENT, facts });
  await round(logStorage(), "me");
});

test("a PDF that no valid certificate signs is refused with what to do, on record; the evidence alone is given", async () => {
  const refused = await taken("pdf", "period");
  expect(refused.answer.status).toBe(503);
  const problem = Problem.parse(await refused.answer.json());
  expect(problem.reasons).toMatchObject([{ code: "document_not_signed" }]);
  expect(problem.reasons?.map(sayReason).join(" ")).toContain("take a new certificate");
  expect(refused.told).toMatchObject([{ outcome: "refused", project }]);
  expect(refused.told[0]?.reasons).toContain("document_not_signed");
  const given = await taken("zip", "period");
  expect(given.answer.status).toBe(200);
  expect(given.told).toMatchObject([{ outcome: "done" }]);
});

test("where the store does not answer, which has a lockfile of it, the dossier waits, on record", async () => {
  const root = join(own.home, "artifacts");
  rmSync(root, { recursive: true, force: true });
  writeFileSync(root, "");
  const { answer, told } = await taken("zip", "version");
  renameSync(root, `${root}-away`);
  expect(answer.status).toBe(503);
  expect(Problem.parse(await answer.json()).reasons).toMatchObject([{ code: "store_unavailable" }]);
  expect(told).toMatchObject([{ outcome: "refused", subject: "m:v1" }]);
  expect((await taken("zip", "version")).answer.status).toBe(200);
});

test("a certificate that ends within thirty days is a finding, once, that shuts nothing; one that lasts is none", async () => {
  const system = await builtInActor("system");
  const found = async () => (await read(openFindings)).filter(({ kind }) => kind === CERTIFICATE_ENDS);
  await tellEnding(system, Date.parse(validTo) - 31 * DAY_MS);
  expect(await found()).toEqual([]);
  await tellEnding(system, Date.parse(validTo) - 29 * DAY_MS);
  await tellEnding(system, Date.parse(validTo) + DAY_MS);
  const all = await found();
  expect(all).toMatchObject([{ severity: "warning" }]);
  expect(all[0]?.detail).toContain(new Date(validTo).toISOString());
  expect(aboutTheRecord(all)).toEqual([]);
});
