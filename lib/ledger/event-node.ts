import type { Envelope } from "@/graph-schema/envelope";
import { canonicalJson, sha256 } from "@/lib/hash";

/** The line of a note that is signed: the event as canonical JSON, without the end of the line. */
export function lineOf(note: string): string {
  return note.slice(0, note.indexOf("\n"));
}

/** `object` without what is undefined or empty: what is unknown is absent. */
export function defined<T extends object>(object: T): T {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as T;
}

/** The digest by which receipts and later decisions name an event: that of the signed line, without its signatures. */
export function eventDigest(note: string) {
  return sha256(note.slice(0, note.indexOf("\n") + 1));
}

/** The properties of an AuditEvent node: the exact note, and an index into it. They follow from the note alone. */
export function eventProperties(envelope: Envelope, note: string) {
  return defined({
    id: envelope.id,
    project: envelope.project,
    eventId: envelope.event_id,
    requestDigest: envelope.request_digest,
    action: envelope.action,
    origin: envelope.origin,
    outcome: envelope.outcome,
    reasons: envelope.reasons && canonicalJson(envelope.reasons),
    facts: envelope.facts && canonicalJson(envelope.facts),
    at: envelope.at,
    recordedAt: envelope.recorded_at,
    stamp: envelope.stamp,
    account: envelope.actor.account,
    accountType: envelope.actor.type,
    person: envelope.actor.person,
    subjectType: envelope.subject?.type,
    subjectId: envelope.subject?.id,
    signedBy: envelope.signed?.key,
    refersTo: envelope.refers_to,
    sequence: envelope.sequence,
    eventSha256: eventDigest(note),
    note,
  });
}

/** The properties of a Payload node, besides its ciphertext. */
export function payloadProperties(eventId: string, commitment: NonNullable<Envelope["payloads"]>[number]) {
  return { id: `${eventId}/${commitment.name}`, event_id: eventId, ...commitment };
}
