import type { Gate } from "@/lib/contract/promotion";
import type { Caller } from "@/lib/identity/caller";
import type { Signature } from "@/lib/identity/reauthenticate";
import { subjectKey } from "@/lib/keys/names";
import type { Doer, Outcome } from "@/lib/ledger/deed";
import type { PayloadPart } from "@/lib/ledger/draft";
import type { Binding } from "./case";
import type { Signer } from "./people";

/** Who acts, with their roles. */
export interface Acting extends Doer {
  readonly caller: Pick<Caller, "roles" | "behind">;
}

/** What became of an act, and of the gate where it is about one. */
export type Acted = Outcome<Gate | null>;

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

/** How whoever acts showed who they are, for the event; nothing for a service, whose token shows it. */
export function methodFact({ method }: Signature): { method?: Exclude<Signature["method"], null> } {
  return method ? { method } : {};
}

/** Free text of whoever acts about a decision: kept encrypted under their own key, never in the envelope. */
export function comment(
  { actor }: Pick<Doer, "actor">,
  text: string | undefined,
): { payloads?: readonly PayloadPart[] } {
  return text ? { payloads: [{ name: "comment", key: subjectKey(actor.account), content: { text } }] } : {};
}
