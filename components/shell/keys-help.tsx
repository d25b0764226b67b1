"use client";

import { LineMeanings } from "@/components/explorer/line-legend";
import { Dialog } from "@/components/ui/dialog";

const KEYS = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K, ⌘ K", "find an artifact, a person or a page"],
      ["?", "these keys"],
      ["Esc", "close what is open"],
    ],
  },
  {
    title: "Tables",
    keys: [
      ["← → ↑ ↓", "go from cell to cell, or from row to row"],
      ["Enter", "open the row"],
      ["Home End", "go to the first row, or to the last"],
    ],
  },
  {
    title: "Explorer",
    keys: [
      ["← → ↑ ↓", "go to the nearest artifact"],
      ["Enter", "open its details"],
      ["e", "expand away from the focus; Shift e: towards it"],
      ["c", "collapse what the last expansion of it brought"],
      ["f", "make it the focus"],
      ["p", "hold its path to the focus highlighted"],
      ["/", "search within the drawing"],
      ["0", "fit the drawing"],
      ["+ −", "zoom"],
      ["t", "table instead of drawing, and back"],
    ],
  },
] as const;

/** The list of keys. */
export function KeysHelp({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Keys" width="small">
      {KEYS.map(({ title, keys }) => (
        <section className="mb-4" key={title}>
          <h3 className="label mb-1">{title}</h3>
          <dl className="grid grid-cols-[8rem_1fr] gap-y-1">
            {keys.map(([key, does]) => (
              <div className="contents" key={key}>
                <dt className="font-mono text-xs">{key}</dt>
                <dd className="text-ink-soft">{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3 className="label mb-1">Lines in the explorer</h3>
        <ul className="flex flex-col gap-1 text-ink-soft">
          <LineMeanings />
        </ul>
      </section>
    </Dialog>
  );
}
