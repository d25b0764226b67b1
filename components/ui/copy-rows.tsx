"use client";

import { ClipboardCopy } from "lucide-react";
import { Button } from "./button";
import { Menu, MenuItem } from "./menu";
import { type DataColumn, rowsAsCsv } from "./rows";
import { tell } from "./toast";

interface CopyRowsProps<Item> {
  rows: readonly Item[];
  columns: readonly DataColumn<Item>[];
  /** What one row is, as in "events". */
  what: string;
}

/** Copies the rows that are listed, as CSV or JSON. */
export function CopyRows<Item>({ rows, columns, what }: CopyRowsProps<Item>) {
  async function copy(text: string, form: string) {
    await navigator.clipboard.writeText(text);
    tell({ tone: "done", title: `${rows.length.toLocaleString("en")} ${what} copied as ${form}` });
  }
  return (
    <Menu
      label={`Copy the listed ${what}`}
      trigger={
        <Button isDisabled={rows.length === 0} look="quiet" size="small">
          <ClipboardCopy aria-hidden="true" size={14} />
          Copy
        </Button>
      }
    >
      <MenuItem onAction={() => copy(rowsAsCsv(rows, columns), "CSV")}>As CSV, as listed</MenuItem>
      <MenuItem onAction={() => copy(JSON.stringify(rows, null, 2), "JSON")}>As JSON, in full</MenuItem>
    </Menu>
  );
}
