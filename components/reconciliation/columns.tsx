import { whoName } from "@/components/person/name";
import { Person } from "@/components/person/person";
import { reconciliationHref } from "@/components/shell/address";
import { bytesText, durationText } from "@/components/ui/amounts";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import type { DiscrepancyKind, RunRow } from "@/lib/contract/reconciliation";
import { tookMs } from "./answer";

/** The heading over the counts of each kind, short enough for a table. */
const HEADS: readonly (readonly [DiscrepancyKind, string, number])[] = [
  ["missing", "Missing", 84],
  ["size_differs", "Size", 75],
  ["content_differs", "Bytes", 75],
  ["orphan", "Of nobody", 100],
  ["foreign", "No blob", 84],
  ["metadata_differs", "Metadata", 96],
  ["lock_missing", "Lock", 75],
];

function countColumn([kind, name, width]: (typeof HEADS)[number]): DataColumn<RunRow> {
  return {
    id: kind,
    name,
    width,
    text: ({ counts }) => counts[kind].toLocaleString("en"),
    sortBy: ({ counts }) => counts[kind],
    show: ({ counts }) => (
      <span className={counts[kind] === 0 ? "text-ink-faint" : "font-semibold"}>
        {counts[kind].toLocaleString("en")}
      </span>
    ),
  };
}

/** The columns of the history of runs. */
export const RUN_COLUMNS: readonly DataColumn<RunRow>[] = [
  {
    id: "began",
    name: "Began",
    width: MOMENT_PX,
    isRowHeader: true,
    text: ({ beganAt }) => inUtc(beganAt),
    sortBy: ({ beganAt }) => beganAt,
    show: ({ id, beganAt }) => (
      <Link href={reconciliationHref(id)}>
        <Moment iso={beganAt} quiet />
      </Link>
    ),
  },
  { id: "mode", name: "Mode", width: 96, text: ({ mode }) => mode, sortBy: ({ mode }) => mode },
  { id: "took", name: "Took", width: 80, text: (run) => durationText(tookMs(run)), sortBy: tookMs },
  {
    id: "read",
    name: "Read",
    minWidth: 112,
    text: ({ read, readBytes }) => `${read.toLocaleString("en")} (${bytesText(readBytes)})`,
    sortBy: ({ readBytes }) => readBytes,
  },
  ...HEADS.map(countColumn),
  {
    id: "asked",
    name: "Asked by",
    minWidth: 116,
    isSpare: true,
    text: ({ askedBy }) => (askedBy ? whoName(askedBy.by) : ""),
    show: ({ askedBy }) => (askedBy ? <Person who={askedBy.by} /> : null),
  },
];
