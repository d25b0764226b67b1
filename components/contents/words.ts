import type { ContentRole } from "@/graph-schema/contents";
import type { ContentReply, VerificationReply } from "@/lib/contract/contents";
import type { ArtifactFinding } from "@/lib/contract/reply";

/** What bytes in each role are to what they are attached to. */
export const ROLES: Readonly<Record<ContentRole, string>> = {
  content: "content: the artifact itself",
  source: "source: the archive of the commit",
  lockfile: "lockfile: what the environment was made from",
  schema: "schema: of the dataset",
  input: "input: the request that was answered",
  supplement: "supplement: anything that goes with it",
};

/** How sure it is that the bytes are those that are recorded. */
export const STATES = {
  verified: { name: "verified", word: "verified" },
  asserted: { name: "asserted", word: "asserted until verified" },
  failed: { name: "broken", word: "not what is recorded" },
} as const satisfies Record<ContentReply["state"], { name: string; word: string }>;

/** How sure it is where an open finding is younger than the last check: a reconciliation reads bytes, and checks none of them. */
const IN_DOUBT = { name: "warning", word: "in doubt: a finding is open" } as const;

/** How sure it is of bytes of an artifact of which `findings` are open. Pure. */
export function certaintyOf({ state, checkedAt }: ContentReply, findings: readonly ArtifactFinding[]) {
  // That somebody brought other bytes, which were refused, says nothing of those that are there.
  const isInDoubt = ({ kind, recordedAt }: ArtifactFinding) =>
    kind !== "other_content_brought" && (recordedAt === null || recordedAt > (checkedAt ?? ""));
  return state === "verified" && findings.some(isInDoubt) ? IN_DOUBT : STATES[state];
}

/** What a check came to. */
export const OUTCOMES = {
  verified: { name: "verified", says: "Read and hashed: the bytes are those that are recorded." },
  differs: { name: "broken", says: "The bytes are not those that are recorded. It is on record as a finding." },
  missing: { name: "broken", says: "The bytes are gone. It is on record as a finding." },
  unreachable: { name: "unknown", says: "What holds the bytes does not answer, so nothing is known of them." },
} as const satisfies Record<VerificationReply["outcome"], { name: string; says: string }>;

/** A name for a downloaded file: the artifact's id and the role, without what file systems refuse. */
export function fileNameOf(id: string, { role, mediaType }: Pick<ContentReply, "role" | "mediaType">): string {
  const safe = id.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 100);
  const ending = mediaType.endsWith("json") ? ".json" : mediaType === "text/csv" ? ".csv" : "";
  return `${safe}-${role}${ending}`;
}
