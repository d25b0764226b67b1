import type { ReactNode } from "react";

interface SimpleTableProps<Item> {
  label: string;
  head: readonly string[];
  rows: readonly Item[];
  keyOf: (row: Item) => string;
  cells: (row: Item) => readonly ReactNode[];
}

/** A short table of which all rows are here; on narrow screens each row is a stack of its cells, each with its name. */
export function SimpleTable<Item>({ label, head, rows, keyOf, cells }: SimpleTableProps<Item>) {
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full max-md:block">
        <thead className="max-md:sr-only">
          <tr>
            {head.map((name) => (
              <th
                className="h-8 border-b border-line-strong pr-4 text-left text-xs font-semibold whitespace-nowrap text-ink-soft"
                key={name}
                scope="col"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block max-md:border-t max-md:border-line-strong">
          {rows.map((row) => (
            <tr
              className="max-md:grid max-md:gap-y-0.5 max-md:border-b max-md:border-line max-md:py-2"
              key={keyOf(row)}
            >
              {cells(row).map((cell, at) => (
                <td
                  className="h-9 border-b border-line pr-4 whitespace-nowrap max-md:grid max-md:h-auto max-md:grid-cols-[6.5rem_minmax(0,1fr)] max-md:items-baseline max-md:gap-2 max-md:border-0 max-md:whitespace-normal"
                  key={head[at]}
                >
                  <span aria-hidden="true" className="label md:hidden">
                    {head[at]}
                  </span>
                  <div className="min-w-0 break-words">{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
