"use client";

import type { ReactNode } from "react";
import { AsOfLine } from "@/components/shell/as-of";
import type { AsOf } from "@/lib/contract/reply";
import { CopyRows } from "./copy-rows";
import { DataTable } from "./data-table";
import { ListFoot } from "./list-foot";
import { ProblemView } from "./problem";
import type { DataColumn } from "./rows";
import { TableBars, Waiting } from "./waiting";

interface Page {
  readonly total: number;
  readonly totalIs: "exact" | "at_least";
  readonly asOf: AsOf;
}

/** A list that is read page by page, as the query library hands it over. */
interface Pages<Item extends Page> {
  readonly data: { readonly pages: readonly Item[] } | undefined;
  readonly error: Error | null;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
}

interface ListViewProps<Row, Item extends Page> {
  list: Pages<Item>;
  rowsOf: (page: Item) => readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly DataColumn<Row>[];
  /** What the table shows, as in "Promotion requests". */
  label: string;
  /** What one row is, as in "requests". */
  what: string;
  onOpen: (row: Row) => void;
  empty: ReactNode;
  /** What is said beside the total, as of rows that were read and are hidden. */
  note?: string | undefined;
  /** Only where the server gives no order of its own, and only once all rows are here. */
  canSort?: boolean;
}

/** A list with all its states: waiting, failed, empty, a part of it, all of it. */
export function ListView<Row, Item extends Page>({
  list,
  rowsOf,
  canSort = true,
  note,
  ...props
}: ListViewProps<Row, Item>) {
  if (list.error) {
    return <ProblemView error={list.error} onRetry={list.refetch} />;
  }
  const first = list.data?.pages[0];
  if (!list.data || !first) {
    return (
      <Waiting what={`Reading the ${props.what}`}>
        <TableBars rows={12} />
      </Waiting>
    );
  }
  const rows = list.data.pages.flatMap(rowsOf);
  return (
    <>
      <AsOfLine asOf={first.asOf} />
      <DataTable {...props} canSort={canSort && !list.hasNextPage} rows={rows} />
      <ListFoot
        hasMore={list.hasNextPage}
        note={note}
        isLoading={list.isFetchingNextPage}
        onMore={list.fetchNextPage}
        shown={rows.length}
        total={first.total}
        totalIs={first.totalIs}
        what={props.what}
      >
        <CopyRows columns={props.columns} rows={rows} what={props.what} />
      </ListFoot>
    </>
  );
}
