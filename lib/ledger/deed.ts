import type { ActionName } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Instant } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { append } from "./append";
import { appendDecision } from "./decision";
import { type Draft, type Recorded, sole } from "./draft";

/** The record of a refusal keeps so many reasons; the answer has them all. */
const REASONS_KEPT = 50;

/** Who acts, in which project; `at` is set in simulations only. */
export interface Doer {
  readonly actor: EnvelopeActor;
  readonly project: string;
  readonly at?: Instant | undefined;
}

/** What became of an act. A refusal is a result: its record committed with it. */
export type Outcome<Gate> =
  | { readonly outcome: "done"; readonly event: Recorded; readonly made: Ref | null; readonly gate: Gate }
  | { readonly outcome: "refused"; readonly event: Recorded; readonly reasons: readonly Reason[] };

/** A decision, without what is so of every act of `Doer`. */
type Decided = Omit<Draft, "project" | "origin" | "outcome" | "actor" | "at"> & { readonly subject: Ref };

function draft({ actor, project, at }: Doer, decided: Decided): Draft & { readonly subject: Ref } {
  return { ...decided, project, actor, origin: "acted", outcome: "done", ...(at ? { at } : {}) };
}

/** Records a decision that was taken; the subject must be locked. */
export function decide(tx: WriteTx, doer: Doer, decided: Decided): Promise<Recorded> {
  return appendDecision(tx, draft(doer, decided));
}

/** Records a decision that the rules did not allow, with their reasons, and returns it as the result. */
export async function refuse(
  tx: WriteTx,
  doer: Doer,
  refused: { action: ActionName; subject: Ref; related?: readonly Ref[]; reasons: readonly Reason[] },
): Promise<Extract<Outcome<never>, { outcome: "refused" }>> {
  const kept = { ...refused, reasons: refused.reasons.slice(0, REASONS_KEPT) };
  const event = sole(await append(tx, [{ ...draft(doer, kept), outcome: "refused" }]));
  return { outcome: "refused", event, reasons: refused.reasons };
}
