import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["app", "cli", "components", "docs", "e2e", "graph-schema", "lib"];

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
).filter((file) => file.endsWith(".ts"));

/** The file that a document names, by its path or, where that is enough, by the end of it. */
function find(name: string): string | undefined {
  return existsSync(join(ROOT, name)) ? name : sources.find((file) => file.endsWith(`/${name}`));
}

interface Row {
  readonly line: number;
  /** The heading of the last column, and what stands there: the evidence. */
  readonly heading: string;
  readonly says: string;
}

function lastCell(line: string): string {
  return line.split("|").at(-2)?.trim() ?? "";
}

/** Each row of each table of a document. */
function rowsOf(document: string): Row[] {
  const lines = readFileSync(join(import.meta.dirname, document), "utf8").split("\n");
  let heading = "";
  return lines.flatMap((text, index) => {
    if (!text.startsWith("|") || text.startsWith("|--")) {
      return [];
    }
    if (!lines[index - 1]?.startsWith("|")) {
      heading = lastCell(text);
      return [];
    }
    return [{ line: index + 1, heading, says: lastCell(text) }];
  });
}

/** What is named and not there: a file, or a promise that the file named before it does not make. */
function missing({ says }: Row): string[] {
  let text = "";
  return [...says.matchAll(/`([^`]+\.(?:tsx?|m?js|md|json)|\.ci\/run)`|"([^"]+)"/g)].flatMap(
    ([, name, promise = ""]) => {
      if (name === undefined) {
        return text.includes(promise) ? [] : [promise];
      }
      const file = find(name);
      text = file ? readFileSync(join(ROOT, file), "utf8") : "";
      return file ? [] : [name];
    },
  );
}

test.each(["asvs.md", "attacks.md", "threat-model.md"])(
  "every test and file that %s relies on exists, under the name that it gives",
  (name) => {
    const rows = rowsOf(name);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.map((row) => ({ ...row, missing: missing(row) })).filter((row) => row.missing.length > 0)).toEqual([]);
  },
);

test("every threat names a test, or says that there is none yet", () => {
  const threats = rowsOf("threat-model.md").filter(({ heading }) => heading === "Shown by");
  expect(threats.length).toBeGreaterThan(30);
  expect(threats.filter(({ says }) => !/`[^`]+\.ts`|no test yet/.test(says))).toEqual([]);
});

test("every attack names the test that tries it, and the record that it leaves or why there is none", () => {
  const attacks = rowsOf("attacks.md").filter(({ heading }) => heading === "Tried by");
  expect(attacks.length).toBeGreaterThan(20);
  expect(attacks.filter(({ says }) => !/`[^`]+\.test\.ts`|`[^`]+\.spec\.ts`/.test(says))).toEqual([]);
});
