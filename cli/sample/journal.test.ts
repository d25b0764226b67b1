import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileJournal } from "./journal";

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
