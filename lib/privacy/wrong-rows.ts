import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import { counted } from "@/lib/contract/amount";
import { read } from "@/lib/graph/session";
import { LAST_RESTORE } from "@/lib/identity/queries";
import { RawRow } from "@/lib/identity/rows";
import { foundTwice, wrongRows } from "@/lib/identity/wrong-rows";
import { openedRow } from "@/lib/ledger/in-quarantine";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import type { Breach } from "@/lib/log/findings";
import { COUNTED_ROWS, QUARANTINE_ROWS } from "./quarantine-queries";

const Counted = NoteRow.extend({ rows: z.int() });

function differs(detail: string): Breach {
  return { kind: "quarantine_rows_differ", detail };
}

async function forged(): Promise<Breach[]> {
  const rows = await read((tx) => tx.rows(QUARANTINE_ROWS, {}, z.object({ row: RawRow })));
  const opened = await Promise.all(rows.map(({ row }) => openedRow(row)));
  return rows.flatMap(({ row }, at) => {
    const act = z.uuid().safeParse(row.act).data;
    const which = act === undefined ? "a row that names no act" : `a row of ${act}`;
    return opened[at] ? [] : [differs(`${which} is not as it was written`)];
  });
}

/** Acts that wait and have more or fewer rows than events. A database that was rebuilt from the log has no rows of then. */
async function miscounted(): Promise<Breach[]> {
  const [acts, restored] = await read(async (tx) => [
    await tx.rows(COUNTED_ROWS, {}, Counted),
    await tx.rows(LAST_RESTORE, {}, z.object({ stamp: z.int() })),
  ]);
  const since = restored[0]?.stamp ?? 0;
  const envelopes = await provenEnvelopes(acts.map(({ note }) => note));
  return envelopes.flatMap((event, at) => {
    const events = ACTIONS.quarantine.facts.safeParse(event?.facts).data?.events;
    const isCompared = event && event.stamp > since && events !== undefined;
    const rows = acts[at]?.rows ?? 0;
    return isCompared && events !== rows
      ? [differs(`${event.id} has ${counted(rows, "row")} for ${counted(events, "event")}`)]
      : [];
  });
}

/** What is wrong with the rows beside the log: those that grant power, and those by which what waits in quarantine is found. */
export async function wrongRowsBeside(): Promise<Breach[]> {
  const inQuarantine = await foundTwice(async () => [...(await forged()), ...(await miscounted())]);
  return [...(await wrongRows()), ...inQuarantine];
}
