"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  Cell,
  Column,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from "react-aria-components";
import { type DataColumn, fitting, OPEN_ROW, sortedRows, widthOf } from "./rows";
import { StackedTable } from "./stacked-table";
import { useNarrow } from "./use-narrow";
import { useRoom } from "./use-room";
import { useRowInView } from "./use-row-in-view";

const ROW_HEIGHT = 32;

interface DataTableProps<Item> {
  label: string;
  columns: readonly DataColumn<Item>[];
  rows: readonly Item[];
  keyOf: (row: Item) => string;
  /** Opens a row; by Enter, or by pressing it. */
  onOpen?: (row: Item) => void;
  /** The key of the row that is open beside the table. */
  open?: string | null;
  empty: ReactNode;
  /** False where rows are missing: an order over a part would mislead. */
  canSort?: boolean;
}

interface HeadCellProps<Item> {
  column: DataColumn<Item>;
  canSort: boolean;
  width: ReturnType<typeof widthOf>;
}

function HeadCell<Item>({ column, canSort, width }: HeadCellProps<Item>) {
  return (
    <Column
      allowsSorting={canSort && column.sortBy !== undefined}
      className="group flex h-full items-center border-b border-line-strong bg-panel px-2 text-left first:pl-4 text-xs font-semibold text-ink-soft -outline-offset-2 data-allows-sorting:data-hovered:text-ink"
      id={column.id}
      isRowHeader={column.isRowHeader}
      minWidth={column.minWidth}
      textValue={column.name}
      width={width}
    >
      {({ sortDirection }) => (
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate">{column.name}</span>
          {sortDirection === "ascending" ? <ArrowUp aria-hidden="true" size={12} /> : null}
          {sortDirection === "descending" ? <ArrowDown aria-hidden="true" size={12} /> : null}
        </span>
      )}
    </Column>
  );
}

function BodyCell<Item>({ column, row }: { column: DataColumn<Item>; row: Item }) {
  return (
    <Cell
      className="flex h-full items-center overflow-hidden border-b border-line px-2 -outline-offset-2 first:pl-4"
      textValue={column.text(row)}
    >
      {column.show ? (
        <div className="flex max-w-full min-w-0 items-center whitespace-nowrap *:min-w-0">{column.show(row)}</div>
      ) : (
        <div className="min-w-0 truncate">{column.text(row)}</div>
      )}
    </Cell>
  );
}

/** A table; where its columns do not fit side by side, its rows as stacks. */
export function DataTable<Item>({ open = null, ...props }: DataTableProps<Item>) {
  return useNarrow() ? <StackedTable {...props} open={open} /> : <WideTable {...props} open={open} />;
}

/** A table of any length: sticky head, rows of one height made as they come into view, arrow keys from cell to cell. */
function WideTable<Item>({ columns, rows, keyOf, onOpen, open = null, ...rest }: DataTableProps<Item>) {
  const { label, empty, canSort = true } = rest;
  const [sort, setSort] = useState<SortDescriptor | undefined>();
  const [box, room] = useRoom<HTMLTableElement>();
  const fit = fitting(columns, rows, room);
  const shown = canSort && sort ? sortedRows(rows, columns, sort) : rows;
  useRowInView(box, { open, at: shown.findIndex((row) => keyOf(row) === open), height: ROW_HEIGHT });
  const byKey = new Map(shown.map((row) => [keyOf(row), row]));
  function openRow(key: string | number) {
    const row = byKey.get(String(key));
    if (row) {
      onOpen?.(row);
    }
  }
  return (
    <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: ROW_HEIGHT, headingHeight: ROW_HEIGHT }}>
      <Table
        aria-label={label}
        className="relative min-h-0 w-full grow overflow-auto outline-none"
        onRowAction={openRow}
        ref={box}
        onSortChange={setSort}
        sortDescriptor={canSort ? sort : undefined}
      >
        <TableHeader className="bg-panel">
          {fit.map((column) => (
            <HeadCell canSort={canSort} column={column} key={column.id} width={widthOf(column, rows)} />
          ))}
        </TableHeader>
        <TableBody
          dependencies={[fit.length, columns, open]}
          items={shown.map((row) => ({ id: keyOf(row), row }))}
          renderEmptyState={() => empty}
        >
          {({ id, row }) => (
            <Row className={`h-full -outline-offset-2 data-hovered:bg-raised ${id === open ? OPEN_ROW : ""}`} id={id}>
              {fit.map((column) => (
                <BodyCell column={column} key={column.id} row={row} />
              ))}
            </Row>
          )}
        </TableBody>
      </Table>
    </Virtualizer>
  );
}
