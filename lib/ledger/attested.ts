import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { WriteTx } from "@/lib/graph/session";
import { confirmHeads, headsOf } from "@/lib/keys/client";
import type { Draft, Recorded } from "./draft";

/** What is attested of which artifact. */
interface Attested {
  readonly id: string;
  readonly claim: string;
}

/** How the latest attestation is called outside of the database. */
function attestedKey(project: string, { id, claim }: Attested): string {
  return `attested:${project}:${claim}:${id}`;
}

const Claim = z.object({ claim: z.string() });

function attestedBy(draft: Draft): Attested[] {
  const isAct = draft.action === "attest" && draft.origin === "acted" && draft.outcome === "done";
  return (isAct ? (draft.links ?? []) : []).flatMap(({ rel, from, to }) => {
    const facts = rel === "ATTESTS" ? draft.created?.find(({ id }) => id === from.id)?.facts : undefined;
    const told = Claim.safeParse(facts);
    return told.success ? [{ id: to.id, claim: told.data.claim }] : [];
  });
}

/** Keeps, after the commit and outside of the database, which attestation of each artifact and claim is the latest. */
export function keepAttested(tx: WriteTx, drafts: readonly Draft[], recorded: readonly Recorded[]): void {
  const heads = drafts.flatMap((draft, at) => {
    const made = recorded[at];
    return attestedBy(draft).flatMap((attested) =>
      made
        ? [
            {
              subject: attestedKey(draft.project, attested),
              sequence: made.stamp,
              digest: made.eventSha256,
              action: draft.action,
            },
          ]
        : [],
    );
  });
  if (heads.length > 0) {
    tx.afterCommit(() => confirmHeads(heads));
  }
}

/**
 * Why what is known of a claim must not be relied on: the latest attestation of it is not among those whose events the
 * database still has. `digests` are theirs.
 */
export async function missingAttestation(
  project: string,
  attested: Attested,
  digests: readonly string[],
): Promise<Reason[]> {
  const [head] = await headsOf([attestedKey(project, attested)]);
  const isThere = head === undefined || digests.includes(head.digest);
  return isThere ? [] : [reason("attestation_gone", { claim: attested.claim, version: attested.id })];
}
