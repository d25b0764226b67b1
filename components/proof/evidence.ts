import type { ProofReply, PublicKeys } from "@/lib/contract/log";
import type { ArtifactReply, AuditEventReply } from "@/lib/contract/reply";

/** The keys that this browser trusts, and since when. */
export interface Pin extends Readonly<PublicKeys> {
  readonly at: string;
}

/** An artifact as a page shows it. */
export interface ShownArtifact {
  readonly project: string;
  readonly artifact: ArtifactReply["artifact"];
}

/** What is to be proven: the server's answer, and what the page shows, which must be what the note says. */
export interface Evidence {
  readonly reply: ProofReply;
  readonly event?: Omit<AuditEventReply, "asOf" | "subjects" | "quarantine" | "verifierKey">;
  readonly artifact?: ShownArtifact;
}

export type VerdictName = "valid" | "invalid" | "redacted" | "unverifiable";

/** One thing that was looked at. */
export interface Check {
  readonly what: string;
  /** Null where it could not be looked at. */
  readonly holds: boolean | null;
  /** Why it does not hold, or what more there is to know. */
  readonly more?: string;
}

/** A tree that the log signed, its root in base64. */
export interface SignedTree {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** The signed checkpoint, byte for byte. */
  readonly note: string;
}

/** The digests and places that were computed or read on the way; what was not reached is absent. */
export interface Figures {
  /** SHA-256 of the note's text. */
  readonly digest?: string;
  /** What the tree holds of the note (RFC 6962). */
  readonly leaf?: string;
  readonly index?: number;
  readonly tree?: SignedTree;
  readonly recorder?: string;
  readonly logKey?: string;
  /** Who else signed the checkpoint; this browser has no keys of theirs. */
  readonly others?: readonly string[];
}

/** A key that a proven event of the log brings in. */
export interface Introduced {
  readonly use: "events" | "log";
  readonly vkey: string;
}

/** What a check came to: never a bare yes or no. */
export interface Verdict {
  readonly name: VerdictName;
  readonly why: string;
  readonly checks: readonly Check[];
  readonly figures: Figures;
  readonly introduces?: Introduced;
}

/** The verdict where nothing could be checked, or not all of it. */
export function unverifiable(why: string, checks: readonly Check[] = [], figures: Figures = {}): Verdict {
  return { name: "unverifiable", why, checks, figures };
}

/** The verdict where something is wrong: the last check says what. */
export function invalid(checks: readonly Check[], figures: Figures): Verdict {
  const failed = checks.find(({ holds }) => holds === false);
  return { name: "invalid", why: failed?.more ?? "A check failed.", checks, figures };
}
