import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const text = readFileSync(join(import.meta.dirname, "asvs.md"), "utf8");
const rows = [...text.matchAll(/^\| (\d+)\.(\d+\.\d+) \|[^|]*\| (met|n\/a|open)[^|]*\| ([^|]+) \|$/gm)].map(
  ([, chapter = "", item = "", status = "", says = ""]) => ({ chapter, item, status, says }),
);

const tests = ["app", "lib", "docs"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file)),
);
const promises = [...tests, "proxy.test.ts"].map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");

test("every test that the list relies on exists, under the name that it gives", () => {
  for (const { chapter, item, says } of rows) {
    for (const [, file = ""] of says.matchAll(/`([^`]+\.[jt]s)`/g)) {
      const isThere = existsSync(join(ROOT, file)) || tests.some((each) => each.endsWith(`/${file}`));
      expect(isThere, `${chapter}.${item}: ${file}`).toBe(true);
    }
    for (const [, promise = ""] of says.matchAll(/"([^"]+)"/g)) {
      expect(promises, `${chapter}.${item}`).toContain(promise);
    }
  }
});

test("the table at the top counts what stands below it", () => {
  for (const [, chapter, met, none, open] of text.matchAll(/^\| V(\d+) [^|]*\| (\d+) \| (\d+) \| (\d+) \|$/gm)) {
    const of = (status: string) => rows.filter((row) => row.chapter === chapter && row.status === status).length;
    expect([of("met"), of("n/a"), of("open")], `V${chapter}`).toEqual([Number(met), Number(none), Number(open)]);
  }
});
