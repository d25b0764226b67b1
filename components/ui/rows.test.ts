import { expect, test } from "vitest";
import { type DataColumn, fitting, rowsAsCsv, sortedRows, widthOf } from "./rows";

interface Item {
  readonly name: string;
  readonly size: number;
}

const COLUMNS: readonly DataColumn<Item>[] = [
  { id: "name", name: "Name", text: ({ name }) => name, sortBy: ({ name }) => name },
  { id: "size", name: "Size", text: ({ size }) => String(size), sortBy: ({ size }) => size },
];

test("sorting takes numbers as numbers, also inside ids, and keeps the order of equals", () => {
  const rows = [
    { name: "R10", size: 2 },
    { name: "R9", size: 10 },
    { name: "R1", size: 2 },
  ];
  const names = (column: string, direction: "ascending" | "descending") =>
    sortedRows(rows, COLUMNS, { column, direction }).map(({ name }) => name);
  expect(names("name", "ascending")).toEqual(["R1", "R9", "R10"]);
  expect(names("size", "descending")).toEqual(["R9", "R10", "R1"]);
  expect(names("unknown", "ascending")).toEqual(["R10", "R9", "R1"]);
});

test("a copied table is well-formed, and no cell of it runs in a spreadsheet", () => {
  const csv = rowsAsCsv([{ name: '=HYPERLINK("x"),\n', size: -1 }], COLUMNS);
  expect(csv).toBe(`Name,Size\r\n"'=HYPERLINK(""x""),\n",'-1\r\n`);
});

test("what can only be pressed is not copied", () => {
  const press: DataColumn<Item> = { id: "press", name: "Press", isAct: true, text: ({ name }) => `Open ${name}` };
  expect(rowsAsCsv([{ name: "R1", size: 1 }], [...COLUMNS, press])).toBe("Name,Size\r\nR1,1\r\n");
});

test("a column is as wide as what is in it: empty little, long not without end", () => {
  const rows = (name: string) => [{ name, size: 1 }];
  const column: DataColumn<Item> = { id: "name", name: "Name", width: "content", text: ({ name }) => name };
  const widths = ["", "a name of some length", "x".repeat(500)].map((name) => Number(widthOf(column, rows(name))));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBeLessThan(80);
  expect(widths[2]).toBeLessThan(500);
  expect(widthOf({ ...column, width: "1fr" }, rows(""))).toBe("1fr");
});

test("where there is no room spare columns are left out, the last first, and never the others", () => {
  const column = (id: string, width: number, isSpare = false) => ({ id, name: id, width, isSpare, text: () => id });
  const columns = [column("a", 100), column("b", 100, true), column("c", 100), column("d", 100, true)];
  const left = (room: number) =>
    fitting(columns, [], room)
      .map(({ id }) => id)
      .join("");
  expect([400, 399, 300, 299, 200, 10].map(left)).toEqual(["abcd", "abc", "abc", "ac", "ac", "ac"]);
  expect(left(Number.POSITIVE_INFINITY)).toBe("abcd");
});
