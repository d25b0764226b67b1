/** On which ground of Art. 17(1) GDPR somebody is forgotten. */
export const ERASURE_BASES = ["no_longer_needed", "consent_withdrawn", "objection", "unlawful", "legal_duty"] as const;
export type ErasureBasis = (typeof ERASURE_BASES)[number];

/** What is kept beside the envelopes, by how long it is kept. Envelopes are kept for ever. */
export const RETENTION_CLASSES = ["looks", "access", "decisions", "records", "dossiers", "quarantine"] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** The actions that end the quarantine of events: what was set aside goes with them. */
export const SETTLING_ACTIONS: ReadonlySet<string> = new Set(["release_quarantined", "discard_quarantined"]);
