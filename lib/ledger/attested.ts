import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { WriteTx } from "@/lib/graph/session";
import { confirmHeads, headsOf } from "@/lib/keys/client";
import type { Head } from "@/lib/keys/protocol";
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

type Attesting = Pick<Draft, "project" | "action" | "origin" | "outcome" | "links" | "created">;

function attestedBy({ action, origin, outcome, links = [], created }: Attesting): Attested[] {
  const isAct = action === "attest" && origin === "acted" && outcome === "done";
  return (isAct ? links : []).flatMap(({ rel, from, to }) => {
    const facts = rel === "ATTESTS" ? created?.find(({ id }) => id === from.id)?.facts : undefined;
    const told = Claim.safeParse(facts);
    return told.success ? [{ id: to.id, claim: told.data.claim }] : [];
  });
}

/** What is kept outside of the database of an event that attests something; nothing of any other. */
export function attestedHeads(
  event: Attesting,
  { stamp, eventSha256 }: Pick<Recorded, "stamp" | "eventSha256">,
): Head[] {
  return attestedBy(event).map((attested) => ({
    subject: attestedKey(event.project, attested),
    sequence: stamp,
    digest: eventSha256,
    action: event.action,
  }));
}

/** Keeps, after the commit and outside of the database, which attestation of each artifact and claim is the latest. */
export function keepAttested(tx: WriteTx, drafts: readonly Draft[], recorded: readonly Recorded[]): void {
  const heads = drafts.flatMap((draft, at) => {
    const made = recorded[at];
    return made ? attestedHeads(draft, made) : [];
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
