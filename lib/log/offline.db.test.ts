import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { settleLog } from "@/cli/supervise/log";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { plainProgress } from "@/cli/supervise/progress";
import { send, testSource } from "@/lib/ledger/testing";
import { round } from "./integrator";
import { logStorage } from "./open";
import { verifyLog } from "./verification";

// Attack 22: the guard watches over transactions, and nobody who edits files of a database that is stopped makes one.
const own = ownDatabase({ guard: true, isFresh: true });

let source: Awaited<ReturnType<typeof testSource>>;

async function record(name: string): Promise<void> {
  const subject = { type: "dataset", id: name };
  const action = "record";
  await send(source, {
    event_id: name,
    action,
    timestamp: "2025-05-05T14:03:00Z",
    subject,
    metadata: { row_count: 7 },
  });
  for (let done = await round(logStorage(), "me"); done && done.added > 0; done = await round(logStorage(), "me")) {
    // On to the next batch.
  }
}

async function found(): Promise<string[]> {
  const breaches = await verifyLog(logStorage(), { isReplayed: true, onProgress: () => undefined });
  return breaches.map(({ kind, detail }) => `${kind}: ${detail}`);
}

const start = () =>
  settleLog(
    false,
    plainProgress(() => undefined),
  );

/** Puts `to` in the place of each `from`, which is as long, in all files below `folder`; says how often. */
function overwrite(folder: string, from: string, to: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, "latin1");
      const parts = text.split(from);
      if (parts.length > 1) {
        writeFileSync(path, parts.join(to), "latin1");
      }
      return parts.length - 1;
    })
    .reduce((sum, each) => sum + each, 0);
}

beforeAll(async () => {
  source = await testSource();
});

test("a database whose files were put back as they were earlier is refused at the start", async () => {
  const [earlier, latest] = [join(own.home, "earlier"), join(own.home, "latest")];
  await record("DS:a-dataset-with-a-name-of-its-own");
  await own.restart((data) => cpSync(data, earlier, { recursive: true }));
  await record("DS:another-dataset-which-came-later");
  await start();
  await own.restart((data) => {
    cpSync(data, latest, { recursive: true });
    rmSync(data, { recursive: true });
    cpSync(earlier, data, { recursive: true });
  });
  await expect(start()).rejects.toThrow(/^The database is older than its log/);
  expect((await found()).join("\n")).toMatch(/database_older/);
  await own.restart((data) => {
    rmSync(data, { recursive: true });
    cpSync(latest, data, { recursive: true });
  });
  await start();
  expect(await found()).toEqual([]);
});

test("a signed note whose bytes were edited in the store's files is found by the sweep", async () => {
  let times = 0;
  await own.restart((data) => {
    times = overwrite(join(data, "data", "databases"), '"row_count":7', '"row_count":9');
  });
  expect(times).toBeGreaterThan(0);
  await start();
  expect((await found()).join("\n")).toMatch(/graph_differs: event .*note/);
});
