import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "@/lib/hash";
import { fileJournal, memoryJournal } from "./journal";
import { recordSample } from "./record";

test("a journal in a file begins with nothing, keeps what was saved last, and is readable by its owner alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pedigree-journal-"));
  const path = join(folder, "run", "sample.json");
  expect(await fileJournal(path).load()).toEqual({ done: 0, made: {} });
  await fileJournal(path).save({ done: 3, made: {} });
  await fileJournal(path).save({ done: 4, made: { first: "pr:1" } });
  expect(await fileJournal(path).load()).toEqual({ done: 4, made: { first: "pr:1" } });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
});

test("a story that another release began is left as it is", async () => {
  const journal = memoryJournal();
  for (const story of [undefined, sha256("another story")]) {
    await journal.save({ done: 3, made: {}, story });
    expect(await recordSample("http://127.0.0.1:9", { accounts: [], journal })).toEqual({ steps: 0 });
  }
});
