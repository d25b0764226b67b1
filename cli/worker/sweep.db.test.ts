import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { KeysAway, Unrecordable } from "@/lib/errors";
import { directoryStorage } from "@/lib/log/directory";
import type { Breach } from "@/lib/log/findings";
import { keepSweeping } from "./sweep";

const own = ownDatabase({ guard: true, isReady: true });

/** What is told of a sweep that breaks off with `error` where it looks at the rows. */
async function toldOf(error: Error): Promise<string[]> {
  const ending = new AbortController();
  const breaches: Breach[] = [];
  const troubles: unknown[] = [];
  const sweeping = keepSweeping({
    storage: directoryStorage(mkdtempSync(join(own.home, "log-"))),
    signal: ending.signal,
    compare: async () => [],
    rows: () => Promise.reject(error),
    onBreaches: async (found) => void breaches.push(...found),
    onTrouble: (trouble) => void troubles.push(trouble),
  });
  await vi.waitFor(() => expect(troubles).toEqual([error]), { timeout: 60_000, interval: 100 });
  ending.abort();
  await sweeping;
  return breaches.map(({ kind }) => kind);
}

test("a sweep that breaks off at a row or a key is a finding; one that the key process did not answer is none", async () => {
  const [row, key, keys] = await Promise.all([
    toldOf(new TypeError("a row without a name")),
    toldOf(new Unrecordable("the key process cannot answer: the key does not open")),
    toldOf(new KeysAway("the key process does not answer: write EPIPE")),
  ]);
  expect(row).toContain("verification_broke_off");
  expect(key).toContain("verification_broke_off");
  expect(keys).not.toContain("verification_broke_off");
});
