import { TriangleAlert } from "lucide-react";

/** Says on every page that this database does not refuse changes by itself. */
export function GuardNotice() {
  return (
    <p
      className="flex shrink-0 items-center gap-2 border-b border-line bg-warn-wash px-3 py-1 text-xs text-warn"
      role="note"
    >
      <TriangleAlert aria-hidden="true" className="shrink-0" size={14} />
      This database does not refuse changes to the record by itself: whoever can sign in to the database can make them.
    </p>
  );
}
