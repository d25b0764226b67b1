/** How bad a finding is, from the least. */
export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How far it is with a finding. One that is acknowledged is open all the same. */
export const FINDING_STATES = ["open", "acknowledged", "resolved"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** Somebody took a right in an emergency. */
export const BREAK_GLASS = "break_glass";
/** Somebody set the password of another account, which signs from then on. */
export const PASSWORD_SET = "password_set_by_other";
/** Somebody linked another account to a person at a provider, who signs in and signs as it from then on. */
export const IDENTITY_LINKED = "identity_linked_by_other";
/** Somebody removed a passkey of another account. */
export const PASSKEY_REMOVED = "passkey_removed_by_other";
/** A passkey that cannot be copied was used by a copy of it. */
export const PASSKEY_COPIED = "passkey_copied";
/** A dossier that a schedule wants was not made in its time. */
export const REPORT_OVERDUE = "report_overdue";
/** A dossier that was made on schedule is gone. */
export const REPORT_GONE = "report_gone";
/** A dossier that was made on schedule is not the one on record. */
export const REPORT_DIFFERS = "report_differs";
/** Events wait in quarantine for somebody to decide. */
export const QUARANTINE_WAITS = "quarantine_waits";
/** The certificate by whose key dossiers are signed ends soon, or has ended. */
export const CERTIFICATE_ENDS = "document_certificate_ends";
/** The kinds of findings that are about neither the record nor bytes, but about who may do what. */
const ABOUT_ACCESS: ReadonlySet<string> = new Set([
  BREAK_GLASS,
  PASSWORD_SET,
  IDENTITY_LINKED,
  PASSKEY_REMOVED,
  PASSKEY_COPIED,
]);

const ABOUT_REPORTS: ReadonlySet<string> = new Set([REPORT_OVERDUE, REPORT_GONE, REPORT_DIFFERS, CERTIFICATE_ENDS]);

/**
 * What a finding is about: the record itself, which shuts every promotion; the bytes of artifacts, which shut what rests on them; or
 * who may do what, dossiers, and what waits in quarantine, which shut nothing.
 */
export type Topic = "record" | "artifacts" | "access" | "reports" | "privacy";

/** What a finding of this kind is about; it concerns an artifact, or none. */
export function topicOf({ kind, concerns }: { readonly kind: string | null; readonly concerns: unknown }): Topic {
  if (concerns !== null) {
    return "artifacts";
  }
  if (kind !== null && ABOUT_ACCESS.has(kind)) {
    return "access";
  }
  if (kind === QUARANTINE_WAITS) {
    return "privacy";
  }
  return kind !== null && ABOUT_REPORTS.has(kind) ? "reports" : "record";
}

interface Sentence {
  /** What was found. */
  readonly what: string;
  /** What to do about it. */
  readonly toDo: string;
}

const FILES = "Compare the log’s files with a backup or with a witness’s copy, and find out who can write to them.";
const DATABASE =
  "Compare the database with the log, and find out who can sign in to it. The log can rebuild the graph.";
const OLDER =
  "An old backup was put back, or somebody cut the log off. Put back the newest backup; trust what was witnessed.";
const KEYS =
  "Find out whether the key process was set back or its key copied. Until then trust only what was witnessed.";

const BYTES =
  "Find out who can write to where they are. Put the recorded bytes back, from a backup or by uploading them again, and verify them.";

/** One sentence for each kind of finding, and what an operator does first. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  entry_differs: { what: "An entry in the log’s files is not the one whose hash the log holds.", toDo: FILES },
  log_torn: { what: "Entries are missing from the log’s files.", toDo: FILES },
  root_differs: { what: "The log’s entries do not come to the root that its checkpoint signs.", toDo: FILES },
  tile_differs: { what: "A tile of hashes is not what the entries below it come to.", toDo: FILES },
  log_tampered: { what: "What stands in the log’s files is not what was written there.", toDo: FILES },
  payload_copy_missing: {
    what: "A payload’s copy beside the log is gone, so the log could not restore it.",
    toDo: FILES,
  },
  payload_copy_differs: {
    what: "A payload’s copy beside the log is not the one that its event is committed to.",
    toDo: FILES,
  },
  entry_is_no_event: { what: "An entry of the log is not an event that the recorder signed.", toDo: FILES },
  graph_lacks: { what: "The database lacks something that the log accounts for.", toDo: DATABASE },
  graph_differs: { what: "The database says something else than the log.", toDo: DATABASE },
  of_no_event: { what: "The database holds something that no event of the log made.", toDo: DATABASE },
  database_older: { what: "The database is older than the published log: it lacks the latest events.", toDo: DATABASE },
  head_differs: {
    what: "The database’s head of the log, by which it grows, is gone or is not where the log’s entries end. Nothing gets a place in the log until it is.",
    toDo: "Start again with `npm start`: it brings the head back from the entries, checked against what was signed. Find out who can sign in to the database.",
  },
  row_forged: {
    what: "A row that grants power (an account, a password, a passkey, a session, a token or a key) is not as the app wrote it. It grants nothing.",
    toDo: "Find out who can sign in to the database. Set the roles or the password anew, or revoke the token: that writes the row again.",
  },
  account_gone: {
    what: "An account that the log enrolled has no row any more: somebody deleted it, and nobody can act under it.",
    toDo: "Find out who can sign in to the database, and put back the row from its newest backup.",
  },
  [BREAK_GLASS]: {
    what: "Somebody took a role in a project by themself, for an emergency. What they did is on record under their name.",
    toDo: "Read why on the event, look at what they did meanwhile (Audit, their name), and resolve this with what you made of it. Take the role away if it is not needed.",
  },
  erased_part_back: {
    what: "A part that was erased, with the key that opened it, is in the database or beside the log again.",
    toDo: "Nobody can open it without the key. Find out who put it back, and take it away: the worker removes what is beside the log.",
  },
  erased_key_not_destroyed: {
    what: "The record says that a person's key was destroyed, and the key process has no tombstone of it.",
    toDo: "An old backup of the key directory was put back, or its files were edited. Put back the newest one, which has the tombstone; the key must not come back.",
  },
  retained_parts_differ: {
    what: "More or fewer parts are gone by their window than the signed sweeps say.",
    toDo: DATABASE,
  },
  hold_gone: {
    what: "The event by which something was held or released last is gone from the database. Until it is back nothing is taken.",
    toDo: DATABASE,
  },
  [PASSWORD_SET]: {
    what: "An administrator set the password of somebody else's account. Whoever knows it can choose another one, and sign by that.",
    toDo: "Ask the account's owner whether they wanted it and chose the new password themselves. If not, disable the account and look at what was signed under it since.",
  },
  [IDENTITY_LINKED]: {
    what: "Somebody linked another account to a person at a provider, who can act in its owner’s name from then on.",
    toDo: "Ask the account’s owner whether that person is them. Otherwise unlink it, and look at what was signed since.",
  },
  [PASSKEY_REMOVED]: {
    what: "An administrator removed a passkey of somebody else's account, and ended its sessions.",
    toDo: "Ask the account's owner whether they lost the device. If not, look at who got into the account since, and by what.",
  },
  [PASSKEY_COPIED]: {
    what: "A passkey that cannot leave its device answered with a number of uses that it had passed before: there seems to be a copy of it. Nobody was let in by it.",
    toDo: "Remove the passkey (`pedigree passkeys remove`), look at what was done in its owner's name since its last good use, and have them register another one.",
  },
  [REPORT_OVERDUE]: {
    what: "A dossier that a schedule wants was not made in its time.",
    toDo: "Read in the worker’s log why not: a subject that is not recorded, a log that stands still, no room. Correct PEDIGREE_REPORTS where it names something else than was meant.",
  },
  [REPORT_GONE]: {
    what: "A dossier that was made on schedule is gone from where it was kept.",
    toDo: "Find out who can write to the state directory, and put the file back from a backup: its name is its digest. The record still proves what it was.",
  },
  [REPORT_DIFFERS]: {
    what: "A dossier that was made on schedule has other bytes than those on record. It is not handed out.",
    toDo: "Find out who can write to the state directory, and put the file back from a backup: its name is its digest.",
  },
  [QUARANTINE_WAITS]: {
    what: "Events with something personal in them wait in quarantine, unrecorded. They go by themselves if nobody decides.",
    toDo: "A compliance officer decides at Privacy, Quarantine: recorded as sent, recorded redacted, or discarded. Resolve this when nothing waits any more: what waits after that is told anew.",
  },
  quarantine_rows_differ: {
    what: "The rows by which what waits in quarantine is found again are not as the app wrote them. What waits, and what was sent again, is known without them.",
    toDo: "Find out who can sign in to the database. Rows go when what they name is decided about (Privacy, Quarantine); those that name nothing go with the next sweep of retention, and this can be resolved after that.",
  },
  [CERTIFICATE_ENDS]: {
    what: "The certificate that signs dossiers ends within 30 days, or has ended. After its end no PDF is handed over.",
    toDo: "Have a new one issued, set PEDIGREE_PDF_CERTIFICATE and PEDIGREE_PDF_KEY to its files, and start again.",
  },
  decision_missing: {
    what: "A decision that is known outside of the database is gone from it.",
    toDo: DATABASE,
  },
  checkpoint_differs: {
    what: "A checkpoint that the database keeps is not one of the log’s own past.",
    toDo: DATABASE,
  },
  signer_older: { what: "The key process knows an older checkpoint than the one that is published.", toDo: KEYS },
  two_roots: { what: "Two roots are signed for one size of the log.", toDo: KEYS },
  checkpoint_invalid: { what: "The published checkpoint is not validly signed by the log.", toDo: KEYS },
  checkpoint_missing: { what: "The log has entries, and no checkpoint of it is published.", toDo: FILES },
  entry_not_signed: { what: "An entry of the log is not signed by the recorder.", toDo: FILES },
  witness_ahead: { what: "A witness has seen a larger log than the one that is here.", toDo: OLDER },
  witness_differs: { what: "A witness has seen another log of this size.", toDo: KEYS },
  copy_ahead: {
    what: "A write-once copy of a checkpoint speaks of a larger log than the one that is here.",
    toDo: OLDER,
  },
  copy_differs: { what: "A write-once copy of a checkpoint has another root than the log that is here.", toDo: KEYS },
  verification_broke_off: {
    what: "The verification of the log broke off at something that Pedigree does not write, so nothing says that the record is whole.",
    toDo: DATABASE,
  },
  pending_too_long: {
    what: "An event has waited for its place in the log for more than a minute.",
    toDo: "See whether the worker runs, and what it says.",
  },
  content_differs: {
    what: "The bytes of an artifact are not those that were recorded.",
    toDo: BYTES,
  },
  other_content_brought: {
    what: "Other bytes than those that are recorded were brought under the name of an artifact, and refused.",
    toDo: "Ask who brought them what they took and from where; find out which of the two was used. Other bytes are another version.",
  },
  content_missing: { what: "The bytes of an artifact are gone.", toDo: BYTES },
  quarantined: {
    what: "An event was kept out of the log: its text is gone, not signed by the recorder, or out of order; or somebody wrote a row that no recorder writes.",
    toDo: DATABASE,
  },
};

const LOST: Sentence = {
  what: "The finding itself is gone from the database; its name alone is known outside of it.",
  toDo: "Somebody deleted it. Rebuild the graph from the log, and find out who can sign in to the database.",
};

/** What a finding of this kind says. `null` is one that the database lost; a kind without a sentence is shown as it is. */
export function sayFinding(kind: string | null): Sentence {
  if (kind === null) {
    return LOST;
  }
  const words = kind.replaceAll("_", " ");
  return SENTENCES[kind] ?? { what: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`, toDo: "Tell an operator." };
}
