import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { KeyRing } from "@/lib/keys/ring";
import { openKeyStore } from "@/lib/keys/store";
import { send, testSource } from "@/lib/ledger/testing";
import { IS_LONG } from "@/lib/runs.testing";
import { type Attack, DATABASE_ATTACKS, FILE_ATTACKS, type Scene } from "./attacks.testing";
import { directoryStorage } from "./directory";
import type { Breach } from "./findings";
import { round } from "./integrator";
import { publishedCheckpoint } from "./proofs";
import { logState } from "./state";
import { verifyLog } from "./verification";

/** Events of the log that is attacked; the long form has as many as the promise is made for. */
const EVENTS = IS_LONG ? 100_000 : 1_000;
const BATCH = 500;
const WITHIN_MS = 60_000;

// Without the guard: what is tested is that changes are found, not that they are prevented.
const own = ownDatabase({ guard: false, isReady: true });

let scene: Scene;
let kept: string;

function event(index: number) {
  return {
    event_id: `e-${index}`,
    action: "record",
    actor: { type: "user", id: "somebody" },
    timestamp: "2025-05-05T14:03:00Z",
    subject: { type: "dataset", id: `DS:${index}` },
    metadata: { row_count: index, note: "kept beside" },
  };
}

async function integrated(): Promise<void> {
  for (let done = await round(scene.storage, "me"); done && done.added > 0; done = await round(scene.storage, "me")) {
    // On to the next batch.
  }
}

/** What earlier attacks on the database left. */
const stays = new Set<string>();

/** What a sweep finds that it did not find before, and how long it takes until it told what `wanted` describes, in ms. */
async function swept(wanted: RegExp): Promise<{ said: string; toldAfterMs: number }> {
  const began = performance.now();
  let toldAt = Number.POSITIVE_INFINITY;
  const said: string[] = [];
  function take(breaches: readonly Breach[]) {
    const lines = breaches.map(({ kind, detail }) => `${kind}: ${detail}`);
    said.push(...lines.filter((line) => !stays.has(line)));
    if (wanted.test(said.join("\n"))) {
      toldAt = Math.min(toldAt, performance.now() - began);
    }
  }
  take(await verifyLog(scene.storage, { isReplayed: true, onProgress: (_done, breaches) => take(breaches) }));
  return { said: said.join("\n"), toldAfterMs: toldAt };
}

beforeAll(async () => {
  const root = join(own.home, "log");
  mkdirSync(root);
  const ring = new KeyRing(join(own.home, "keys"), openKeyStore(join(own.home, "keys")));
  const [logKey] = ring.signing("log");
  const storage = directoryStorage(root);
  const source = await testSource(true);
  // Somebody else, whom an event may be laid at the door of.
  await testSource();
  for (let at = 0; at < EVENTS; at += BATCH) {
    await send(
      source,
      Array.from({ length: BATCH }, (_, index) => event(at + index)),
    );
  }
  await send(source, { ...event(EVENTS), action: "register", subject: { type: "model_version", id: "m:v1" } });
  // The integrator needs only the storage; what it published completes the scene.
  scene = { root, storage } as Scene;
  await integrated();
  const published = await publishedCheckpoint(storage);
  if (!logKey || !published) {
    throw new Error("nothing was published");
  }
  scene = { root, storage, logKey, tree: published.tree };
  kept = join(own.home, "kept");
  cpSync(root, kept, { recursive: true });
}, 3_600_000);

test("of a log that nobody touched, nothing is said", async () => {
  expect((await swept(/./)).said).toBe("");
});

function named(attacks: readonly Attack[]): [string, Attack][] {
  return attacks.map((attack) => [attack.name, attack]);
}

test.each(named(FILE_ATTACKS))("on the files: %s", async (_name, { mount, finding }) => {
  await mount(scene);
  const { said, toldAfterMs } = await swept(finding);
  rmSync(scene.root, { recursive: true });
  cpSync(kept, scene.root, { recursive: true });
  expect(said).toMatch(finding);
  expect(toldAfterMs).toBeLessThan(WITHIN_MS);
});

test.each(named(DATABASE_ATTACKS))("on the database: %s", async (_name, { mount, finding }) => {
  await mount(scene);
  await round(scene.storage, "me").catch(() => undefined);
  const { said, toldAfterMs } = await swept(finding);
  for (const line of said.split("\n")) {
    stays.add(line);
  }
  expect(said).toMatch(finding);
  expect(toldAfterMs).toBeLessThan(WITHIN_MS);
});

test("a checkpoint that was edited in the database is not shown as the log's", async () => {
  const { checkpoints, totalCheckpoints } = await logState();
  expect(checkpoints.map(({ root }) => root)).not.toContain("AAAA");
  expect(totalCheckpoints).toBeGreaterThan(checkpoints.length);
});
