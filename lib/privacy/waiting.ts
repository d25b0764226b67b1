import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { Instant } from "@/graph-schema/values";
import { QUARANTINE_WAITS } from "@/lib/contract/findings";
import type { QuarantineCount } from "@/lib/contract/identity";
import { type ReadTx, read } from "@/lib/graph/session";
import { type Caller, projectsOf } from "@/lib/identity/caller";
import { goesAt } from "@/lib/ledger/settled";
import { openFindings, raise } from "@/lib/log/findings";
import { WAITING_BY_PROJECT } from "./quarantine-queries";

const Row = z.object({ project: z.string(), count: z.int(), oldest: Instant });

function waitingIn(tx: ReadTx, only: readonly string[] | null) {
  return tx.rows(WAITING_BY_PROJECT, { only }, Row);
}

/** How many acts wait in quarantine where the caller may decide, and when the first goes by itself. */
export async function quarantineCount(tx: ReadTx, caller: Caller): Promise<QuarantineCount> {
  const only = projectsOf(caller, "privacy:quarantine");
  const rows = only?.length === 0 ? [] : await waitingIn(tx, only);
  const [oldest] = rows.map(({ oldest: at }) => at).sort();
  return {
    waiting: rows.reduce((sum, { count }) => sum + count, 0),
    firstGoes: oldest === undefined ? null : goesAt({ recorded_at: oldest }),
  };
}

/** Raises a finding for each project where events wait in quarantine and none is open; until somebody resolves it, it is said once. */
export async function tellOfQuarantine(system: EnvelopeActor): Promise<void> {
  const [rows, open] = await read(async (tx) => [await waitingIn(tx, null), await openFindings(tx)]);
  const told = new Set(open.flatMap(({ kind, project }) => (kind === QUARANTINE_WAITS ? [project] : [])));
  for (const { project, oldest } of rows.filter((row) => !told.has(row.project))) {
    const detail = `project ${project}: the first goes by itself at ${goesAt({ recorded_at: oldest })}`;
    await raise(system, { kind: QUARANTINE_WAITS, detail, severity: "warning", project });
  }
}
