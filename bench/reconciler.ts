// In a process of its own: `reconciler.ts attach`, `reconciler.ts full|incremental`, `reconciler.ts loop`. See reconciliation.ts.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findInstallation } from "@/cli/admin/installation";
import { artifactStore } from "@/lib/artifacts/open";
import type { Stored } from "@/lib/artifacts/store";
import { configuration } from "@/lib/env";
import { closeGraph, write } from "@/lib/graph/session";
import { builtInActor } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { configuredRun } from "@/lib/reconciliation/configured";
import { registry } from "@/lib/reconciliation/registry";
import { reconcile } from "@/lib/reconciliation/run";
import { secondsOf } from "./measure";
import { inBatches } from "./writes";

const LONG_BYTES = 1024 * 1024;
const SAMPLED_MS = 100;

async function stored(): Promise<Stored[]> {
  const all: Stored[] = [];
  for await (const each of artifactStore().list()) {
    all.push(each);
  }
  return all;
}

/** Attaches what is in the store and not yet attached, a thousand blobs to a version. */
async function attach(): Promise<void> {
  const actor = await builtInActor("system");
  const known = new Set((await registry(artifactStore())).map(({ digest }) => digest));
  const left = (await stored()).filter(({ digest }) => digest && !known.has(digest));
  for (const batch of inBatches(left, 1_000)) {
    const subject = { type: "model_version", id: `bench:${randomUUID()}` } as const;
    const deed = { project: "default", origin: "acted", outcome: "done", actor, subject } as const;
    await write((tx) => append(tx, [{ ...deed, action: "register", created: [{ ...subject, facts: {} }] }]));
    const facts = { role: "supplement", media_type: "application/octet-stream", held: "store" };
    const attached = batch.map(({ digest = "", sizeBytes: size_bytes }) => ({
      ...deed,
      action: "attach" as const,
      facts: { ...facts, digest, size_bytes },
    }));
    await write((tx) => append(tx, attached));
  }
}

/** Reads and hashes the files that came later, and does as little else as can be. */
async function readAll(files: readonly Stored[]): Promise<void> {
  const { home } = configuration();
  for (const { name, sizeBytes } of files) {
    const path = join(home, "artifacts", name);
    const hash = createHash("sha256");
    if (sizeBytes <= LONG_BYTES) {
      hash.update(await readFile(path));
    } else {
      for await (const piece of createReadStream(path, { highWaterMark: LONG_BYTES })) {
        hash.update(piece);
      }
    }
    hash.digest();
  }
}

async function compare(mode: "full" | "incremental"): Promise<void> {
  const report = await reconcile({ ...configuredRun(await builtInActor("system"), mode), log: undefined });
  if (report === "under way" || report.discrepancies.length > 0) {
    throw new Error(`the bench's store is not as it was recorded: ${JSON.stringify(report)}`);
  }
  if (mode === "full" && report.facts.read !== report.facts.blobs) {
    throw new Error(`only ${report.facts.read} blobs were read`);
  }
}

async function work(): Promise<void> {
  await (what === "attach" ? attach() : compare(what === "full" ? "full" : "incremental"));
}

/** Seconds of the plain loop over what came after `from` (ms since 1970). */
async function loop(from: number): Promise<number> {
  const files = (await stored()).filter(({ putAt }) => putAt.getTime() >= from);
  return secondsOf(() => readAll(files));
}

await findInstallation();
const [what = "", from = "0"] = process.argv.slice(2);
const megabytes: number[] = [];
const sampling = setInterval(() => megabytes.push(process.memoryUsage.rss() / 1e6), SAMPLED_MS);
const seconds = what === "loop" ? await loop(Number(from)) : await secondsOf(work);
clearInterval(sampling);
console.log(JSON.stringify({ seconds, megabytes }));
await closeGraph();
