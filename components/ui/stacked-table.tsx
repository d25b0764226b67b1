import type { ReactNode } from "react";
import { Button } from "./button";
import { type DataColumn, OPEN_ROW } from "./rows";

interface StackedTableProps<Item> {
  label: string;
  columns: readonly DataColumn<Item>[];
  rows: readonly Item[];
  keyOf: (row: Item) => string;
  onOpen?: ((row: Item) => void) | undefined;
  open: string | null;
  empty: ReactNode;
}

interface StackedRowProps<Item> extends Pick<StackedTableProps<Item>, "columns" | "onOpen"> {
  row: Item;
  isOpen: boolean;
}

/** What tells a row from the others comes first, and without its label where that is plain. */
function StackedRow<Item>({ columns, row, onOpen, isOpen }: StackedRowProps<Item>) {
  const shown = columns.filter(({ text }) => text(row) !== "");
  const name = columns.find(({ isRowHeader }) => isRowHeader);
  return (
    <tr
      className={`grid gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 min-[44rem]:grid-cols-2 ${isOpen ? OPEN_ROW : ""}`}
    >
      {shown.map((column) => {
        const isHeader = column.isRowHeader === true;
        const Part = isHeader ? "th" : "td";
        return (
          <Part
            className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-baseline gap-2 text-left font-normal"
            key={column.id}
            scope={isHeader ? "row" : undefined}
          >
            <span aria-hidden="true" className="label">
              {column.name}
            </span>
            <div className="min-w-0 break-words *:whitespace-normal">
              {column.show ? column.show(row) : column.text(row)}
            </div>
          </Part>
        );
      })}
      {onOpen ? (
        <td className="mt-1">
          <Button aria-label={`Open ${name ? name.text(row) : "this row"}`} onPress={() => onOpen(row)} size="small">
            Open
          </Button>
        </td>
      ) : null}
    </tr>
  );
}

/** The same table where columns do not fit side by side: each row as a stack of its cells, each with its column's name. */
export function StackedTable<Item>({ label, columns, rows, keyOf, onOpen, open, empty }: StackedTableProps<Item>) {
  return (
    <table aria-label={label} className="block w-full border-t border-line">
      <thead className="sr-only">
        <tr>
          {columns.map(({ id, name }) => (
            <th key={id} scope="col">
              {name}
            </th>
          ))}
          {onOpen ? <th scope="col">Open</th> : null}
        </tr>
      </thead>
      <tbody className="block">
        {rows.map((row) => (
          <StackedRow columns={columns} isOpen={keyOf(row) === open} key={keyOf(row)} onOpen={onOpen} row={row} />
        ))}
        {rows.length === 0 ? (
          <tr className="block">
            <td className="block">{empty}</td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
