import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const text = read("asvs.md");
/** The requirements of levels 1 and 2 of the released standard, with their levels. */
const STANDARD = z.record(z.string(), z.int()).parse(JSON.parse(read("asvs-5.0.json")));

const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| (\d) \| [^|]+ \| (met|n\/a|open) \| ([^|]+) \|$/gm)].map(
  ([, item = "", level = "", status = "", says = ""]) => ({ item, level, status, says }),
);

test("each requirement of levels 1 and 2 is judged, once, under its level", () => {
  expect(Object.keys(STANDARD)).toHaveLength(253);
  expect(rows.map(({ item, level }) => [item, Number(level)])).toEqual(Object.entries(STANDARD));
});

test("the table at the top counts what stands below it", () => {
  const told = [...text.matchAll(/^\| V(\d+) [^|]*\| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  expect(told).toHaveLength(17);
  for (const [, chapter, met, none, open] of told) {
    const of = (status: string) =>
      rows.filter(({ item, status: said }) => item.startsWith(`${chapter}.`) && said === status).length;
    expect([of("met"), of("n/a"), of("open")], `V${chapter}`).toEqual([Number(met), Number(none), Number(open)]);
  }
});
