import type { Envelope } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import type { Answered } from "@/lib/contract/inbox";
import type { DiscrepancyRow, RunReply, ToldDiscrepancy } from "@/lib/contract/reconciliation";
import { type ReadTx, read } from "@/lib/graph/session";
import { answered } from "@/lib/identity/answered";
import { asOf } from "@/lib/ledger/asOf";
import { type ToldFinding, toldFindings } from "@/lib/log/told-findings";
import { acknowledgements, markOf } from "./acknowledge";
import { isLoss } from "./compare";
import { differenceTo } from "./difference";
import { knownOf, runBefore, runEvent, runRow, toldBy } from "./history";
import { mismatch } from "./mismatch";

/** The findings of a loss, of each artifact the latest that was raised when the run ended. Pure. */
export function findingsOf(
  { kind, name, attached_to }: ToldDiscrepancy,
  findings: readonly ToldFinding[],
  until: number,
): ToldFinding[] {
  const digest = Digest.safeParse(name);
  if (!isLoss({ kind }) || !digest.success) {
    return [];
  }
  const { kind: raised, detail } = mismatch(kind === "missing" ? "missing" : "differs", digest.data);
  return attached_to.flatMap(({ project, type, id }) => {
    const same = findings.filter(
      (each) =>
        each.kind === raised &&
        each.detail === detail &&
        each.project === project &&
        each.concerns?.type === type &&
        each.concerns.id === id &&
        (each.stamp ?? 0) <= until,
    );
    return same.toSorted((a, b) => (b.stamp ?? 0) - (a.stamp ?? 0)).slice(0, 1);
  });
}

interface Beside {
  readonly run: Envelope;
  readonly isNew: (discrepancy: ToldDiscrepancy) => boolean;
  readonly mayRead: boolean;
}

async function rowsOf(
  tx: ReadTx,
  discrepancies: readonly ToldDiscrepancy[],
  { run, isNew, mayRead }: Beside,
): Promise<DiscrepancyRow[]> {
  const [findings, acts] = [await toldFindings(tx), await acknowledgements(tx)];
  const marks = await Promise.all(discrepancies.map(markOf));
  const said = await answered(tx, [...acts.values()], mayRead);
  return discrepancies.map((discrepancy, at) => {
    const { kind, name, attached_to: attachedTo } = discrepancy;
    const act = acts.get(marks[at] ?? "");
    const acknowledged: Answered | null = act ? (said.get(act.id) ?? null) : null;
    const standing = isNew(discrepancy) ? ("new" as const) : ("still" as const);
    return {
      kind,
      name,
      isLoss: isLoss({ kind }),
      attachedTo,
      standing: acknowledged ? ("acknowledged" as const) : standing,
      acknowledged,
      findings: findingsOf(discrepancy, findings, run.stamp).map(({ id, state }) => ({ id, state })),
    };
  });
}

/** One run: what it came to, what differed, and how that differs from the run before. Throws NotFound where there is none. */
export function viewRun(id: string, mayRead: boolean): Promise<RunReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const run = await runEvent(tx, id);
    const before = await runBefore(tx, run);
    const { state, discrepancies } = await toldBy(tx, run, mayRead);
    const earlier = before && (await toldBy(tx, before, mayRead));
    const known = await knownOf(tx, [run, ...(before ? [before] : [])]);
    const row = runRow(run, before, known);
    const then = before && earlier && { mode: runRow(before, undefined, known).mode, ...earlier };
    const { added, gone, unread } = differenceTo(then, { mode: row.mode, discrepancies });
    const fresh = new Set(added);
    return {
      run: row,
      previous: before && earlier ? { id: before.id, endedAt: before.recorded_at, told: earlier.state } : null,
      told: state,
      discrepancies: await rowsOf(tx, discrepancies, { run, mayRead, isNew: (each) => fresh.has(each) }),
      gone: gone.map(({ kind, name }) => ({ kind, name })),
      unread: unread.map(({ kind, name }) => ({ kind, name })),
      asOf: speaksAsOf,
    };
  });
}
