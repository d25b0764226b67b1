import { createHash } from "node:crypto";
import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { pieces, refOf } from "@/lib/artifacts/bytes.testing";
import { artifactStore } from "@/lib/artifacts/open";
import { StoreFailure } from "@/lib/artifacts/store";
import { send, testActor } from "@/lib/ledger/testing";
import { round } from "@/lib/log/integrator";
import { logStorage } from "@/lib/log/open";
import { requested } from "@/lib/promotion/scene.testing";
import { attachOffered } from "@/lib/reconciliation/offered";
import { dossierOf } from "./dossier";

const own = ownDatabase({ guard: true, isReady: true });

const HASH = createHash("sha256").update("a wheel").digest("hex");
const LOCKFILE = Buffer.from(`numpy==2.1.0 \\\n    --hash=sha256:${HASH}\nscipy==1.14.0 --hash=sha256:${HASH}\n`);
const ENVIRONMENT = { type: "environment", id: "env:r1" } as const;

let project = "";
let before = 0;

async function made(format: "pdf" | "zip", size?: number) {
  const focus = { type: "model_version", id: "v3" } as const;
  return dossierOf({ about: { project, focus, audience: "inside", maySeeLooks: true }, size, format });
}

const Bom = z.object({
  components: z.array(z.looseObject({ type: z.string(), name: z.string() })),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

function bomIn(zip: Uint8Array) {
  return Bom.parse(JSON.parse(Buffer.from(unzipSync(zip)["model.cdx.json"] ?? []).toString("utf8")));
}

const isLibrary = ({ type }: { type: string }) => type === "library";

/** Writes other bytes where the store keeps the lockfile. */
function damage(bytes: Uint8Array): void {
  const hex = refOf(LOCKFILE).digest.slice("sha256:".length);
  const file = join(own.home, "artifacts", "sha256", hex.slice(0, 2), hex);
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}

beforeAll(async () => {
  const { source } = await requested();
  ({ project } = source);
  const [run, version] = [
    { type: "run", id: "R3" },
    { type: "model_version", id: "v3" },
  ];
  const told = (action: string, subject: object, more: object) => ({
    event_id: `${action} ${JSON.stringify(subject)}`,
    action,
    timestamp: new Date().toISOString(),
    subject,
    ...more,
  });
  await send(source, [
    told("record", ENVIRONMENT, { metadata: { lockfile_sha256: refOf(LOCKFILE).digest } }),
    told("start", run, { related: [ENVIRONMENT] }),
    told("register", version, { related: [{ type: "model", id: "m" }, run] }),
  ]);
  await round(logStorage(), "me");
  before = (await made("zip")).size;
  await artifactStore().put(refOf(LOCKFILE), pieces(LOCKFILE));
  await artifactStore().claim(project, refOf(LOCKFILE).digest);
  const body = { ...refOf(LOCKFILE), role: "lockfile", mediaType: "text/plain" } as const;
  expect(await attachOffered({ actor: await testActor(), project }, ENVIRONMENT, body)).toMatchObject({
    outcome: "done",
  });
  await round(logStorage(), "me");
});

test("the packages of the attached lockfile are components, and the model depends on the environment that has them", async () => {
  const { components, dependencies } = bomIn((await made("zip")).bytes);
  const hashes = [{ alg: "SHA-256", content: HASH }];
  expect(components.filter(isLibrary)).toMatchObject([
    { "bom-ref": "package-1", name: "numpy", version: "2.1.0", purl: "pkg:pypi/numpy@2.1.0", hashes },
    { "bom-ref": "package-2", name: "scipy", version: "1.14.0", purl: "pkg:pypi/scipy@1.14.0", hashes },
  ]);
  expect(dependencies).toContainEqual({ ref: "model_version/v3", dependsOn: ["environment/env:r1"] });
  expect(dependencies).toContainEqual({ ref: "environment/env:r1", dependsOn: ["package-1", "package-2"] });
});

test("a lockfile that was attached later says nothing at an earlier place of the log, and the bytes stay the same", async () => {
  expect(bomIn((await made("zip", before)).bytes).components.filter(isLibrary)).toEqual([]);
  for (const format of ["pdf", "zip"] as const) {
    const [one, other] = [await made(format), await made(format)];
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
  }
});

test("bytes that are not those that were attached are no packages", async () => {
  damage(Buffer.from("numpy==6.6.6\n"));
  expect(bomIn((await made("zip")).bytes).components.filter(isLibrary)).toEqual([]);
  damage(LOCKFILE);
  expect(bomIn((await made("zip")).bytes).components.filter(isLibrary)).toHaveLength(2);
});

test("where the store does not answer there is no dossier, rather than one that says less", async () => {
  const root = join(own.home, "artifacts");
  renameSync(root, `${root}-away`);
  writeFileSync(root, "");
  await expect(made("zip")).rejects.toThrow(StoreFailure);
  rmSync(root);
  renameSync(`${root}-away`, root);
});
