import type { Reason } from "@/graph-schema/envelope";
import { Ref } from "@/graph-schema/names";
import type { WarningKind } from "@/lib/contract/policy";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { latestEvents, latestKey } from "@/lib/ledger/latest";
import type { WarningView } from "./case";
import { CONE } from "./queries";

/** The latest warning of each kind about everything that a model version rests on, and what is gone from the database. */
export async function warningsOf(tx: ReadTx, project: string, version: string, kinds: readonly WarningKind[]) {
  const refs = kinds.length > 0 ? await tx.rows(CONE, { project, id: version }, Ref) : [];
  const sought = refs.flatMap((about) =>
    kinds.map((kind) => ({ about, kind, name: latestKey.warned(project, kind, about) })),
  );
  const events = await latestEvents(
    tx,
    sought.map(({ name }) => name),
  );
  const warnings: WarningView[] = [];
  const gaps: Reason[] = [];
  for (const { about, kind, name } of sought) {
    const event = events.get(name);
    if (event === "gone") {
      gaps.push(reason("warning_gone", { kind, type: about.type, id: about.id }));
    } else if (event) {
      warnings.push({ kind, about, eventId: event.envelope.id, stamp: event.envelope.stamp });
    }
  }
  return { warnings, gaps, isDataKnown: refs.some(({ type }) => type === "dataset_version") };
}
