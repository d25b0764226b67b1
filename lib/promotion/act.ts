import type { ActionName } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Instant } from "@/graph-schema/values";
import type { Gate } from "@/lib/contract/promotion";
import type { WriteTx } from "@/lib/graph/session";
import type { Caller } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { appendDecision } from "@/lib/ledger/decision";
import { type Draft, type PayloadPart, type Recorded, sole } from "@/lib/ledger/draft";
import type { Binding } from "./case";
import type { Signer } from "./people";

/** The record of a refusal keeps so many reasons; the answer has them all. */
const REASONS_KEPT = 50;

/** Who acts, in which project; `at` is set in simulations only. */
export interface Acting {
  readonly actor: EnvelopeActor;
  readonly caller: Pick<Caller, "roles" | "behind">;
  readonly project: string;
  readonly at?: Instant | undefined;
}

/** What became of an act. A refusal is a result: its record committed with it. */
export type Acted =
  | { readonly outcome: "done"; readonly event: Recorded; readonly made: Ref | null; readonly gate: Gate | null }
  | { readonly outcome: "refused"; readonly event: Recorded; readonly reasons: readonly Reason[] };

type Decided = Omit<Draft, "project" | "origin" | "outcome" | "actor" | "at"> & { readonly subject: Ref };

function draft(acting: Acting, decided: Decided): Draft & { readonly subject: Ref } {
  const { actor, project, at } = acting;
  return { ...decided, project, actor, origin: "acted", outcome: "done", ...(at ? { at } : {}) };
}

/** Records a decision that was taken; the subject must be locked. */
export function decide(tx: WriteTx, acting: Acting, decided: Decided): Promise<Recorded> {
  return appendDecision(tx, draft(acting, decided));
}

/** Records a decision that the rules did not allow, with their reasons, and returns it as the result. */
export async function refuse(
  tx: WriteTx,
  acting: Acting,
  refused: { action: ActionName; subject: Ref; related?: readonly Ref[]; reasons: readonly Reason[] },
): Promise<Acted> {
  const kept = { ...refused, reasons: refused.reasons.slice(0, REASONS_KEPT) };
  const event = sole(await append(tx, [{ ...draft(acting, kept), outcome: "refused" }]));
  return { outcome: "refused", event, reasons: refused.reasons };
}

/** Whoever acts, as the rules see them. */
export function signerOf({ actor, caller }: Acting): Signer {
  return { by: actor, roles: caller.roles, behind: caller.behind };
}

/** What the event of somebody who puts their name to something says of them; roles and who lets a service act may change later. */
export function signedFacts({ caller: { roles, behind } }: Acting, { subjectSha256, policy, evidenceSha256 }: Binding) {
  return {
    roles: [...roles],
    ...(behind.length > 0 ? { behind: [...behind] } : {}),
    ...(subjectSha256 ? { subject_sha256: subjectSha256 } : {}),
    ...(policy ? { policy } : {}),
    ...(evidenceSha256 ? { evidence_sha256: evidenceSha256 } : {}),
  };
}

/** Free text of a person about a decision: kept encrypted, never in the envelope. */
export function comment(project: string, text: string | undefined): { payloads?: readonly PayloadPart[] } {
  return text ? { payloads: [{ name: "comment", key: `project:${project}`, content: { text } }] } : {};
}
