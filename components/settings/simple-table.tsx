import type { ReactNode } from "react";

interface SimpleTableProps<Item> {
  label: string;
  head: readonly string[];
  rows: readonly Item[];
  keyOf: (row: Item) => string;
  cells: (row: Item) => readonly ReactNode[];
}

/** A short table of which all rows are here. */
export function SimpleTable<Item>({ label, head, rows, keyOf, cells }: SimpleTableProps<Item>) {
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full">
        <thead>
          <tr>
            {head.map((name) => (
              <th
                className="h-8 border-b border-line-strong pr-4 text-left text-xs font-semibold whitespace-nowrap text-ink-soft"
                key={name}
                scope="col"
              >
                {name || <span className="sr-only">Act</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {cells(row).map((cell, at) => (
                <td className="h-9 border-b border-line pr-4 whitespace-nowrap" key={head[at]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
