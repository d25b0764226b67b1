import { RECORD_RELATIONSHIPS, RELATIONSHIP_TYPES } from "../catalogue";
import { ActorType, ORIGINS, OUTCOMES } from "../envelope";
import { LABEL_OF, PROBE_LABEL, RECORD_LABELS } from "../names";
import { SETTLING_ACTIONS } from "../privacy";
import { STAMPS_PER_MILLISECOND } from "../values";

/** Labels whose nodes nobody may change or delete: the record's, and the probe's. */
export const GUARDED_LABELS: readonly string[] = [...RECORD_LABELS, PROBE_LABEL];

/** Nodes that are complete when they are made: no later relationship may touch them. Artifacts and actors do gain some. */
export const SEALED_LABELS: readonly string[] = ["AuditEvent", "Payload", "LogLeaf", "Checkpoint", PROBE_LABEL];

/** Nodes that carry the `event_id` of an event made in the same transaction. */
export const FACT_LABELS: readonly string[] = ["Artifact", "Payload"];

/** A node of the record has one label; an artifact has two, `Artifact` and that of its type. */
const TYPE_OF: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(LABEL_OF).map(([type, label]) => [label, [type]]),
);

/**
 * Properties that a node of the record is never without: what it is known by, and what everybody reads of it. Uniqueness ignores
 * nulls, and Community edition has no existence constraint.
 */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  Artifact: ["project", "type", "id", "stamp", "recorded_at", "origin"],
  AuditEvent: [
    "id",
    "project",
    "action",
    "origin",
    "outcome",
    "at",
    "recordedAt",
    "stamp",
    "account",
    "accountType",
    "eventSha256",
    "note",
  ],
  Payload: ["id"],
  Actor: ["id"],
  Person: ["id"],
  LogLeaf: ["index", "eventId", "stamp", "hash"],
  Checkpoint: ["size", "root", "note", "stamp", "recordedAt"],
};

/** What an event holds in these properties, and nothing else. */
export const VALUES: Readonly<Record<string, readonly string[]>> = {
  origin: ORIGINS,
  outcome: OUTCOMES,
  accountType: ActorType.options,
};

/** What artifacts and lineage relationships say as the event does that made them, and under which name it does. */
export const SAID_BY_EVENT: Readonly<Record<string, readonly string[]>> = {
  project: ["project"],
  stamp: ["stamp"],
  recorded_at: ["recordedAt"],
  origin: ["origin"],
};
export const SAID_OF_LINKS: Readonly<Record<string, readonly string[]>> = { stamp: ["stamp"], origin: ["origin"] };

/**
 * What holds a text on nodes of the record, and what a whole number, where it holds anything. Everything else on them is a
 * text, a number that JSON can say, or a boolean: whoever reads a list, a point or a number for a text stumbles over it.
 */
export const TEXTS: Readonly<Record<string, readonly string[]>> = {
  Artifact: ["project", "type", "id", "event_id", "recorded_at", "origin"],
  AuditEvent: [
    "id",
    "project",
    "eventId",
    "requestDigest",
    "action",
    "origin",
    "outcome",
    "reasons",
    "facts",
    "at",
    "recordedAt",
    "account",
    "accountType",
    "person",
    "subjectType",
    "subjectId",
    "signedBy",
    "refersTo",
    "eventSha256",
    "note",
  ],
  Payload: ["id", "event_id", "name", "key", "sha256", "ciphertext"],
  Actor: ["id", "type"],
  Person: ["id"],
  LogLeaf: ["eventId", "hash"],
  Checkpoint: ["root", "note", "recordedAt"],
};
export const WHOLES: Readonly<Record<string, readonly string[]>> = {
  Artifact: ["stamp"],
  AuditEvent: ["stamp", "sequence"],
  Payload: ["bytes"],
  LogLeaf: ["index", "stamp"],
  Checkpoint: ["size", "stamp"],
};

/** The same on relationships of the record and of lineage, whatever their type. */
export const LINK_TEXTS: readonly string[] = ["event_id", "origin", "role", "name"];
export const LINK_WHOLES: readonly string[] = ["stamp"];

/**
 * Operational rows that nobody deletes, and from which nobody takes their label. An `Outbox` row goes in the transaction
 * that gives its event a leaf in the log, or becomes a `Quarantined` one.
 */
export const KEPT_LABELS: readonly string[] = [
  "Outbox",
  "Quarantined",
  "Account",
  "FederatedIdentity",
  "Migration",
  "LogHead",
];

/** Operational rows that never change. */
export const FROZEN_LABELS: readonly string[] = ["Migration"];

/** What never changes on operational rows that may change otherwise: which event a row is about, whose account it is. */
export const FIXED: Readonly<Record<string, readonly string[]>> = {
  Outbox: ["eventId", "stamp"],
  Quarantined: ["eventId", "stamp"],
  Account: ["id", "account"],
  FederatedIdentity: ["id"],
  LogHead: ["origin"],
};

/**
 * What only grows on operational rows, in whole numbers. Where the log's head moves, it moves to a leaf: the log has one at
 * `size - 1` that has the head's `stamp`.
 */
export const RISING: Readonly<Record<string, readonly string[]>> = {
  LogHead: ["size", "stamp"],
};

/**
 * Events stamped later than the database's clock and this are refused: every stamp after them would have to be later still.
 * Less than what a recorder puts up with (lib/ledger/clock.ts), or such an event would stop it for a while.
 */
export const MOST_AHEAD_MS = 5_000;

/** The actions whose event may take a payload along. Nothing else ever leaves the record. */
export const ERASING_ACTIONS: readonly string[] = ["erase", "retain", ...SETTLING_ACTIONS];

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  record: GUARDED_LABELS,
  sealed: SEALED_LABELS,
  fact: FACT_LABELS,
  type: properties(TYPE_OF),
  value: properties(VALUES),
  said: properties(SAID_BY_EVENT),
  saidOfLinks: properties(SAID_OF_LINKS),
  key: properties(KEYS),
  text: properties(TEXTS),
  whole: properties(WHOLES),
  linkText: LINK_TEXTS,
  linkWhole: LINK_WHOLES,
  lineage: RELATIONSHIP_TYPES,
  bookkeeping: RECORD_RELATIONSHIPS,
  erasing: ERASING_ACTIONS,
  kept: KEPT_LABELS,
  frozen: FROZEN_LABELS,
  fixed: properties(FIXED),
  rising: properties(RISING),
  ahead: [`${MOST_AHEAD_MS}`],
  stamps: [`${STAMPS_PER_MILLISECOND}`],
};

function properties(of: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(of).flatMap(([label, names]) => names.map((name) => `${label}.${name}`));
}

/** The catalogue's words as the listener of the local launcher reads them: one `family word` a line. */
export function guardWords(): string {
  return Object.entries(FAMILIES)
    .flatMap(([family, words]) => words.map((word) => `${family} ${word}\n`))
    .join("");
}
