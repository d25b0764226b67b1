import { RECORD_RELATIONSHIPS, RELATIONSHIP_TYPES } from "./catalogue";
import { OPERATIONAL_LABELS, PROBE_LABEL, RECORD_LABELS } from "./names";

/** Properties that statements name, besides those of constraints and indexes. */
const PROPERTIES = [
  "accountType",
  "askedAt",
  "by",
  "bytes",
  "ciphertext",
  "claim",
  "config_sha256",
  "createdAt",
  "displayName",
  "document",
  "done",
  "dropped",
  "edge",
  "endedAt",
  "epoch",
  "eventSha256",
  "event_id",
  "expiresAt",
  "facts",
  "fenced",
  "holder",
  "identity",
  "lastSeenAt",
  "lines",
  "linkedAt",
  "movedAt",
  "note",
  "of",
  "person",
  "progress",
  "projects",
  "providerSession",
  "reasons",
  "refersTo",
  "registeredAt",
  "requestDigest",
  "result",
  "role",
  "roles",
  "root",
  "seal",
  "sequence",
  "signedBy",
  "verdict",
  "watermark",
  "why",
] as const;

/**
 * All names that statements use. The database knows a name once something bears it, and plans every statement that names it
 * anew when that happens; so it is told of all of them before anything is recorded.
 */
export const VOCABULARY = {
  labels: [...RECORD_LABELS, ...OPERATIONAL_LABELS, PROBE_LABEL],
  relationships: [...RELATIONSHIP_TYPES, ...RECORD_RELATIONSHIPS],
  properties: PROPERTIES,
};
