import type { Ref } from "@/graph-schema/names";
import type { Digest, Instant } from "@/graph-schema/values";
import { artifactUrn, escaped, type JsonObject, pathOf } from "./exported";

/** An event, or an attestation by its event, on which a decision rests. */
export interface Rested {
  readonly uri: string;
  readonly sha256: Digest;
}

/** What a gate decided about a model version. */
export interface GateDecision {
  readonly project: string;
  readonly version: Ref;
  /** Of the bytes that were decided about. */
  readonly versionSha256: Digest;
  /** The log by whose recorder it was decided. */
  readonly origin: string;
  readonly at: Instant;
  readonly policy: { readonly id: string; readonly sha256: Digest };
  readonly rests: readonly Rested[];
  readonly outcome: "open" | "overridden" | "shut";
}

const LEVELS = { open: "PEDIGREE_GATE_OPEN", overridden: "PEDIGREE_GATE_OVERRIDDEN", shut: "FAILED" } as const;

function hex(digest: Digest): { sha256: string } {
  return { sha256: digest.slice("sha256:".length) };
}

/** The name of an event for the world. */
export function eventUrn(id: string): string {
  return `urn:pedigree:event:${id}`;
}

/** in-toto Statement v1 with a SLSA verification summary v1 of what a gate decided. Pure. */
export function verificationSummary(decision: GateDecision): JsonObject {
  const { project, version, policy, outcome } = decision;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: pathOf(version), digest: hex(decision.versionSha256) }],
    predicateType: "https://slsa.dev/verification_summary/v1",
    predicate: {
      verifier: { id: `urn:pedigree:recorder:${escaped(decision.origin)}` },
      timeVerified: decision.at,
      resourceUri: artifactUrn(project, version),
      policy: { uri: artifactUrn(project, { type: "policy", id: policy.id }), digest: hex(policy.sha256) },
      inputAttestations: decision.rests.map(({ uri, sha256 }) => ({ uri, digest: hex(sha256) })),
      verificationResult: outcome === "shut" ? "FAILED" : "PASSED",
      verifiedLevels: [LEVELS[outcome]],
    },
  };
}
