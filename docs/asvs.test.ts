import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const text = readFileSync(join(import.meta.dirname, "asvs.md"), "utf8");
const rows = [...text.matchAll(/^\| (\d+)\.\d+\.\d+ \|[^|]*\| (met|n\/a|open)[^|]*\|/gm)].map(
  ([, chapter = "", status = ""]) => ({ chapter, status }),
);

test("the table at the top counts what stands below it", () => {
  for (const [, chapter, met, none, open] of text.matchAll(/^\| V(\d+) [^|]*\| (\d+) \| (\d+) \| (\d+) \|$/gm)) {
    const of = (status: string) => rows.filter((row) => row.chapter === chapter && row.status === status).length;
    expect([of("met"), of("n/a"), of("open")], `V${chapter}`).toEqual([Number(met), Number(none), Number(open)]);
  }
});
