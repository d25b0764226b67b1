import { type RefObject, useEffect, useRef } from "react";

interface OpenRow {
  /** The key of the row that is open; null while none is. */
  readonly open: string | null;
  /** Where it stands among the rows; -1 where it is none of them. */
  readonly at: number;
  /** The height of each row, and of the head above them, in CSS pixels. */
  readonly height: number;
}

/** Scrolls a table to the row that is opened from elsewhere, once; after that the reader scrolls. */
export function useRowInView(box: RefObject<HTMLElement | null>, { open, at, height }: OpenRow): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    const table = box.current;
    if (!table || open === shown.current || (open !== null && at < 0)) {
      return;
    }
    shown.current = open;
    if (open === null) {
      return;
    }
    const room = table.clientHeight - height;
    const top = at * height;
    if (top < table.scrollTop || top + height > table.scrollTop + room) {
      table.scrollTo({ top: top - room / 2 });
    }
  }, [box, open, at, height]);
}
