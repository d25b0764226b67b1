import type { ReactNode } from "react";
import { csvText } from "@/lib/contract/csv";

export interface DataColumn<Item> {
  readonly id: string;
  readonly name: string;
  /** What the cell says in plain text: for copies, for sorting, for those who hear it. */
  readonly text: (row: Item) => string;
  /** How the cell looks, where that is more than its text. */
  readonly show?: (row: Item) => ReactNode;
  /** By what the column sorts; a column without it does not. */
  readonly sortBy?: (row: Item) => string | number;
  readonly isRowHeader?: boolean;
  /** "content": as wide as the longest of its texts, within limits, so that an empty column takes little. */
  readonly width?: number | `${number}fr` | "content";
  readonly minWidth?: number;
  /** The most that a column takes whose width is its content's. */
  readonly maxWidth?: number;
  /** Holds something to press and no value: left out of copies. Its text is empty where there is nothing to press. */
  readonly isAct?: boolean;
  /** Left out where there is no room for all columns: what opens with the row tells it, too. */
  readonly isSpare?: boolean;
}

/** How the row that is open looks. */
export const OPEN_ROW = "bg-raised shadow-[inset_3px_0_0_var(--accent)]";

const CHARACTER_PX = 6.8;
const PADDING_PX = 36;
const MOST_PX = 460;

/** The width of a column over these rows. Estimated from the letters: rows are made as they come into view. */
export function widthOf<Item>(column: DataColumn<Item>, rows: readonly Item[]): number | `${number}fr` | undefined {
  if (column.width !== "content") {
    return column.width;
  }
  const longest = rows.reduce((most, row) => Math.max(most, column.text(row).length), column.name.length);
  return Math.min(column.maxWidth ?? MOST_PX, Math.ceil(longest * CHARACTER_PX) + PADDING_PX);
}

/** What a table gives a column that says nothing of its width. */
const LEAST_PX = 75;

function leastOf<Item>(column: DataColumn<Item>, rows: readonly Item[]): number {
  const width = widthOf(column, rows);
  const least = column.minWidth ?? LEAST_PX;
  return typeof width === "number" ? Math.max(width, least) : least;
}

/** The columns for which there is `room` (in pixels) side by side: spare ones are left out, the last first. */
export function fitting<Item>(
  columns: readonly DataColumn<Item>[],
  rows: readonly Item[],
  room: number,
): readonly DataColumn<Item>[] {
  const needed = columns.reduce((sum, column) => sum + leastOf(column, rows), 0);
  const spare = columns.findLast(({ isSpare }) => isSpare);
  return needed <= room || !spare
    ? columns
    : fitting(
        columns.filter((column) => column !== spare),
        rows,
        room,
      );
}

interface Sort {
  readonly column: string | number;
  readonly direction: "ascending" | "descending";
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
}

/** The rows in the order of one column; rows that are equal in it keep their order. */
export function sortedRows<Item>(
  rows: readonly Item[],
  columns: readonly DataColumn<Item>[],
  sort: Sort,
): readonly Item[] {
  const by = columns.find(({ id }) => id === sort.column)?.sortBy;
  if (!by) {
    return rows;
  }
  const sign = sort.direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(by(a), by(b)));
}

/** The rows as CSV (RFC 4180), with a heading. */
export function rowsAsCsv<Item>(rows: readonly Item[], columns: readonly DataColumn<Item>[]): string {
  const values = columns.filter(({ isAct }) => !isAct);
  return csvText([values.map(({ name }) => name), ...rows.map((row) => values.map(({ text }) => text(row)))]);
}
