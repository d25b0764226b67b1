import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { structureOf, textOf } from "../pdf-tools.testing";
import { validated } from "../verapdf.testing";
import { Paper } from "./paper";

const ROWS = 90;
/** More than three pages of them. */
const LINES = 250;
const LETTERS = 20_000;
const room = mkdtempSync(join(tmpdir(), "pedigree-grid-"));
const file = join(room, "tables.pdf");

async function written(): Promise<Buffer> {
  const paper = new Paper("Tables", new Date(0));
  const rows = Array.from({ length: ROWS }, (_, at) => [`row-${at}`, "a cell\nof two lines"]);
  paper.section("A table");
  paper.table(
    [
      { head: "HeadOfTable", share: 0.4 },
      { head: "Other", share: 0.6 },
    ],
    rows,
    "",
  );
  paper.paragraph("what follows the table");
  paper.section("A high row");
  paper.table(
    [
      { head: "HeadOfHighRow", share: 0.4 },
      { head: "Other", share: 0.6 },
    ],
    [["short", Array.from({ length: LINES }, (_, at) => `word-${at}`).join("\n")]],
    "",
  );
  paper.facts([["HighFact", "x".repeat(LETTERS)]]);
  paper.section("A ledger");
  const columns = [
    { head: "HeadOfLedger", chars: 20 },
    { head: "Other", chars: 30 },
  ];
  await paper.ledger(
    columns,
    Array.from({ length: 3 * ROWS }, (_, at) => [`line-${at}`, "b"]),
    "",
  );
  return paper.finished();
}

beforeAll(async () => {
  writeFileSync(file, await written());
});
afterAll(() => rmSync(room, { recursive: true }));

const count = (text: string, of: string) => text.split(of).length - 1;

test("the head of a table, and of a ledger, stands on each page that they run over to, above their rows", async () => {
  const pages = (await textOf(file)).split("\f");
  for (const [head, line] of [
    ["HeadOfTable", /row-\d/],
    ["HeadOfLedger", /line-\d/],
  ] as const) {
    const over = pages.filter((page) => line.test(page));
    expect(over.length).toBeGreaterThan(2);
    for (const page of over) {
      expect(count(page, head)).toBe(1);
      expect(page.indexOf(head)).toBeLessThan(page.search(line));
    }
    expect(pages.filter((page) => page.includes(head))).toHaveLength(over.length);
  }
  const text = pages.join("");
  expect([count(text, "row-"), count(text, "of two lines"), count(text, "line-")]).toEqual([ROWS, ROWS, 3 * ROWS]);
});

test("a row that is higher than a page goes on on the next ones, whole, with what it is called on each", async () => {
  const text = await textOf(file);
  expect(count(text, "word-")).toBe(LINES);
  expect(text.replaceAll(/[^x]/g, "").length).toBeGreaterThanOrEqual(LETTERS);
  const over = text.split("\f").filter((page) => /x{20}/.test(page));
  expect(over.length).toBeGreaterThan(2);
  expect(over.every((page) => page.includes("HighFact"))).toBe(true);
});

test("whoever listens hears each head once, and the document is PDF/A-3a and PDF/UA-1 by veraPDF", async () => {
  const structure = await structureOf(file);
  expect(count(structure, "HeadOfTable")).toBe(1);
  expect(count(structure, "HeadOfLedger")).toBe(1);
  expect(count(structure, "row-")).toBe(ROWS);
  expect(await validated(file)).toEqual(["3a passes", "ua1 passes"]);
});

test("the same tables are the same bytes", async () => {
  expect(Buffer.compare(await written(), await written())).toBe(0);
});
