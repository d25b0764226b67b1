import { type Ref, refKey } from "@/graph-schema/names";
import type { ArtifactFinding, LineageReply } from "@/lib/contract/reply";

/** An open finding that a box has to do with: its own bytes are in doubt, or those of something on which it rests. */
export interface Doubt {
  readonly is: "found" | "resting";
  readonly findings: readonly ArtifactFinding[];
}

/** What a box in doubt is marked with. */
export const DOUBT_WORDS = { found: "finding open", resting: "rests on a finding" } as const;

/** What `findings` say of the artifact `ref`; null where they say nothing. */
export function doubtOf(ref: Ref, findings: readonly ArtifactFinding[]): Doubt | null {
  const key = refKey(ref);
  const about = findings.filter(({ restingOn }) => restingOn.some((each) => refKey(each) === key));
  const isFound = about.some(({ concerns }) => refKey(concerns) === key);
  return about.length === 0 ? null : { is: isFound ? "found" : "resting", findings: about };
}

/** The doubt of each artifact of a reply that has one. */
export function doubtsIn({ findings }: Pick<LineageReply, "findings">): Map<string, Doubt> {
  const resting = findings.flatMap(({ restingOn }) => restingOn);
  return new Map(
    resting.flatMap((ref) => {
      const doubt = doubtOf(ref, findings);
      return doubt ? [[refKey(ref), doubt] as const] : [];
    }),
  );
}

/** What a card says that stands for several: the worst of its members. */
export function worst(doubts: readonly (Doubt | undefined)[]): Doubt | null {
  const known = doubts.filter((doubt) => doubt !== undefined);
  return known.find(({ is }) => is === "found") ?? known[0] ?? null;
}
