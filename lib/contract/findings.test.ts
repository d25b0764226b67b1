import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sayFinding } from "./findings";

const ROOT = join(import.meta.dirname, "../..");
const RAISED = /\bkind: "([a-z]+(?:_[a-z]+)+|quarantined)"/g;

/** The kinds of breaches that the code raises; `decision_missing` comes with a reason of that code. */
const KINDS = ["lib/log", "lib/identity", "lib/reconciliation", "cli/worker"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes(".test"))
      .map((name) => readFileSync(join(ROOT, folder, name), "utf8")),
  )
  .flatMap((text) => [...text.matchAll(RAISED)].map(([, kind = ""]) => kind));

test("the kinds of findings are found in the code at all", () => {
  expect(KINDS).toEqual(expect.arrayContaining(["entry_differs", "log_tampered", "database_older", "quarantined"]));
});

test.each([...new Set([...KINDS, "decision_missing"])].sort())("%s has a sentence, and says what to do", (kind) => {
  const { what, toDo } = sayFinding(kind);
  expect(what).toMatch(/^[A-Z].+[.]$/);
  expect(what.toLowerCase()).not.toBe(`${kind.replaceAll("_", " ")}.`);
  expect(toDo).not.toBe("Tell an operator.");
});

test("a finding that the database lost is told as such, and one of a later version is shown as it is", () => {
  expect(sayFinding(null).what).toContain("gone from the database");
  expect(sayFinding("moon_missing").what).toBe("Moon missing.");
});
