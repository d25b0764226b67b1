"use client";

import { CopyRows } from "@/components/ui/copy-rows";
import { Copyable } from "@/components/ui/copyable";
import { DataTable } from "@/components/ui/data-table";
import { Moment } from "@/components/ui/moment";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { Section } from "@/components/ui/section";
import type { LogReply } from "@/lib/contract/log";
import { SizeChart } from "./size-chart";

interface Row {
  readonly size: number;
  readonly added: number | null;
  readonly root: string;
  readonly recordedAt: string;
  readonly witnesses: readonly string[];
}

const COLUMNS: readonly DataColumn<Row>[] = [
  {
    id: "size",
    name: "Entries",
    width: 110,
    isRowHeader: true,
    text: ({ size }) => size.toLocaleString("en"),
    sortBy: ({ size }) => size,
  },
  {
    id: "added",
    name: "Added",
    width: 90,
    text: ({ added }) => (added === null ? "" : `+${added.toLocaleString("en")}`),
    sortBy: ({ added }) => added ?? -1,
  },
  {
    id: "at",
    name: "Recorded",
    width: 220,
    text: ({ recordedAt }) => inUtc(recordedAt),
    sortBy: ({ recordedAt }) => recordedAt,
    show: ({ recordedAt }) => <Moment iso={recordedAt} quiet />,
  },
  {
    id: "root",
    name: "Root",
    minWidth: 200,
    width: "1fr",
    text: ({ root }) => root,
    show: ({ root }) => <Copyable most={44} text={root} what="root" />,
  },
  {
    id: "witnesses",
    name: "Witnesses",
    width: 180,
    text: ({ witnesses }) => (witnesses.length === 0 ? "none" : witnesses.join(", ")),
    sortBy: ({ witnesses }) => witnesses.length,
  },
];

/** Each checkpoint with what it added to the one before, where that one is listed. */
function rowsOf({ checkpoints }: LogReply): Row[] {
  return checkpoints.map((checkpoint, at) => {
    const before = checkpoints[at + 1];
    return { ...checkpoint, added: before ? checkpoint.size - before.size : null };
  });
}

/** The checkpoints over time: as a line, and one by one. */
export function Checkpoints({ log }: { log: LogReply }) {
  const rows = rowsOf(log);
  const isAll = rows.length === log.totalCheckpoints;
  return (
    <Section
      aside={<CopyRows columns={COLUMNS} rows={rows} what="checkpoints" />}
      title={`Checkpoints over time – ${rows.length.toLocaleString("en")} of ${log.totalCheckpoints.toLocaleString("en")}${isAll ? "" : ", the latest"}`}
    >
      <SizeChart checkpoints={log.checkpoints} />
      <div className="-mx-4 mt-2 flex h-72 flex-col border-t border-line">
        <DataTable
          canSort
          columns={COLUMNS}
          empty={<p className="px-4 py-3 text-ink-faint">No checkpoint yet.</p>}
          keyOf={({ size }) => String(size)}
          label="Checkpoints, latest first"
          rows={rows}
        />
      </div>
    </Section>
  );
}
