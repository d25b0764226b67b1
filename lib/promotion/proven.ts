import { z } from "zod";
import type { EnvelopeLink } from "@/graph-schema/envelope";
import type { ReadTx } from "@/lib/graph/session";
import { eventDigest } from "@/lib/ledger/event-node";
import type { ProvenEvent } from "@/lib/ledger/latest";
import { NoteRow, provenEnvelope } from "@/lib/ledger/proven";
import { NOTES } from "./queries";

const Row = NoteRow.extend({ id: z.string() });

/** Those of the events `ids` that the recorder signed, in this project, by their ids. */
export async function provenEvents(tx: ReadTx, project: string, ids: readonly string[]) {
  const proven = new Map<string, ProvenEvent>();
  for (const { id, note } of await tx.rows(NOTES, { ids: [...new Set(ids)] }, Row)) {
    const envelope = await provenEnvelope(note);
    if (envelope?.id === id && envelope.project === project) {
      proven.set(id, { envelope, digest: eventDigest(note) });
    }
  }
  return proven;
}

/** The facts of the artifact as `event` recorded it; undefined when that event did not make it. */
export function factsBy(event: ProvenEvent | undefined, { type, id }: { readonly type: string; readonly id: string }) {
  return event?.envelope.created?.find((each) => each.type === type && each.id === id)?.facts;
}

/** Did `event` join `from` to `to` so? */
export function links(event: ProvenEvent | undefined, rel: EnvelopeLink["rel"], from: string, to: string): boolean {
  return event?.envelope.links?.some((each) => each.rel === rel && each.from.id === from && each.to.id === to) === true;
}
