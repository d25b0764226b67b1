import type { ActionName } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import type { WriteTx } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import type { Draft, Recorded } from "@/lib/ledger/draft";

/** What became of a change of accounts, rights, tokens, sessions or projects. */
export type Acted<Made = unknown> =
  | ({ readonly outcome: "done"; readonly recorded: Recorded } & Made)
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded };

interface Deed extends Partial<Omit<Draft, "action" | "actor">> {
  readonly actor: EnvelopeActor;
  readonly action: ActionName;
}

async function one(tx: WriteTx, draft: Draft): Promise<Recorded> {
  const [recorded] = await append(tx, [draft]);
  if (!recorded) {
    throw new Error("an act was appended without a receipt");
  }
  return recorded;
}

/** Appends the record of an act that was done; the last statement of its transaction. */
export function done(tx: WriteTx, deed: Deed): Promise<Recorded> {
  return one(tx, { project: DEFAULT_PROJECT, origin: "acted", outcome: "done", ...deed });
}

/** Appends the record of an act that was refused, so that it commits although nothing else changed. */
export async function refused(tx: WriteTx, deed: Deed, reasons: readonly Reason[]) {
  const { enrols: _, ...attempt } = deed;
  const draft = {
    project: DEFAULT_PROJECT,
    origin: "acted" as const,
    ...attempt,
    outcome: "refused" as const,
    reasons,
  };
  return { outcome: "refused" as const, reasons, recorded: await one(tx, draft) };
}
