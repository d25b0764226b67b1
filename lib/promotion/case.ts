import type { EnvelopeActor, Pseudonym, Reason } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest, Instant } from "@/graph-schema/values";
import type { Role } from "@/lib/contract/identity";
import type { PolicyRule, WarningKind } from "@/lib/contract/policy";
import type { Party } from "./people";

/** The latest attestation of a claim about the model version: an act whose event signature verifies. */
export interface AttestationView {
  readonly id: string;
  readonly claim: string;
  readonly result: string | null;
  /** By the recorder's clock. */
  readonly recordedAt: Instant;
  readonly stamp: number;
  /** For how many days it counts, as it says itself. */
  readonly validDays: number | null;
  readonly eventSha256: Digest;
  /** The account that states it, and the state of its own key where it signed. */
  readonly by: Pseudonym;
  readonly byType: EnvelopeActor["type"];
  readonly ownKey: "valid" | "revoked" | "none";
  /** The digest of a recorded report that it rests on. */
  readonly report: Digest | null;
  readonly metrics: Readonly<Record<string, string | number>>;
}

/** What an approval was given to. Where any of it changed since, it does not count any more. */
export interface Binding {
  readonly subjectSha256?: Digest | undefined;
  readonly policy?: Digest | undefined;
  /** Over the events of the attestations that the rule wants. */
  readonly evidenceSha256?: Digest | undefined;
}

export interface ApprovalView extends Party {
  readonly recordedAt: Instant;
  readonly stamp: number;
  /** What the account was when it approved. */
  readonly roles: readonly Role[];
  readonly binding: Binding;
}

/** Something observed about the model version or what it was made from, recorded by whomever. */
export interface WarningView {
  readonly kind: WarningKind;
  readonly about: Ref;
  readonly eventId: string;
  readonly stamp: number;
}

/** Somebody's part in setting the rule aside. */
export interface OverrideView extends Party {
  readonly recordedAt: Instant;
  readonly stamp: number;
  readonly binding: Binding;
  readonly roles: readonly Role[];
  /** The checks that it sets aside, by their keys. */
  readonly checks: readonly string[];
}

/** An artifact with an open finding about its bytes. */
export interface Doubt {
  readonly type: string;
  readonly id: string;
  readonly finding: string;
}

/** What is attested of a version, and of the one that is live. */
export type AttestedView = Pick<Promotion, "attestations" | "before" | "onlyAsserted" | "live" | "now">;

/** What a promotion request's gate looks at. Only acts whose event signature verifies are in the lists. */
export interface Promotion {
  readonly id: string;
  readonly requested: Party & {
    readonly recordedAt: Instant;
    readonly stamp: number;
    readonly policy: Digest | undefined;
  };
  /** The policy in force now, and its rule for this transition; undefined where it has none. */
  readonly policy: Digest;
  readonly rule: PolicyRule | undefined;
  /** The stage that the version reached by an act; null where it reached none. */
  readonly provenStage: string | null;
  /** The version's model, as the event says that made the version. */
  readonly model: string | null;
  /** When the policy was published last; 0 for the default one. */
  readonly policySince: number;
  /** Is it recorded from which data the version was made? Without, nothing can warn of them. */
  readonly isDataKnown: boolean;
  /** When it is looked at, by the recorder's clock. */
  readonly now: Instant;
  /** What an approval that is given now is bound to. */
  readonly binding: Binding;
  readonly approvals: readonly ApprovalView[];
  readonly rejections: number;
  readonly promotions: number;
  readonly isWithdrawn: boolean;
  /** That it is over is on record. */
  readonly isOver: boolean;
  /** Its model version was taken out of use. */
  readonly isRetired: boolean;
  /** Is it recorded which bytes the version is? Without, approvals would be bound to nothing. */
  readonly isDigestKnown: boolean;
  /** The digest that was asked for is not the version's. */
  readonly isSubjectChanged: boolean;
  /** One of each claim that the rule wants, where there is one. */
  readonly attestations: readonly AttestationView[];
  /** Those before the latest, of the claims of which the rule bounds a metric of each group. */
  readonly before: readonly AttestationView[];
  /** The claims of which only others say that they were attested. */
  readonly onlyAsserted: readonly string[];
  /** What is attested of the version that is live at the target stage; null where none is. */
  readonly live: { readonly version: string; readonly attestations: readonly AttestationView[] } | null;
  readonly warnings: readonly WarningView[];
  readonly overrides: readonly OverrideView[];
  /** Decisions about it that are gone from the database. Nothing is decided on a record with a gap. */
  readonly gaps: readonly Reason[];
  /** How many findings about the record itself nobody has resolved. */
  readonly openFindings: number;
  /** What its model version rests on, itself included, whose bytes are not what is recorded, by a finding that is open. */
  readonly doubts: readonly Doubt[];
}
