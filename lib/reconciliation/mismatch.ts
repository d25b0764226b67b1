import type { Ref } from "@/graph-schema/names";
import type { Digest, Stamp } from "@/graph-schema/values";
import { builtInActor } from "@/lib/identity/caller";
import type { Recorded } from "@/lib/ledger/draft";
import { raise } from "@/lib/log/findings";

/** An artifact whose bytes are not what is recorded. */
interface Doubtful extends Ref {
  readonly stamp: Stamp;
}

const KINDS = {
  differs: { kind: "content_differs", said: "expected" },
  missing: { kind: "content_missing", said: "expected" },
  offered: { kind: "other_content_brought", said: "brought" },
} as const;

/** What the finding says of bytes that differ, or are gone. */
export function mismatch(how: keyof typeof KINDS, digest: Digest) {
  const { kind, said } = KINDS[how];
  return { kind, detail: `${said} ${digest}` };
}

/**
 * Records the finding that the bytes with `digest` of an artifact differ, or are gone, or that those with `digest` were brought as
 * its bytes and are others. Until somebody resolves it nothing that rests on the artifact is promoted or deployed. Undefined where
 * that is found already.
 */
export async function raiseMismatch(
  project: string,
  { type, id, stamp }: Doubtful,
  how: keyof typeof KINDS,
  digest: Digest,
): Promise<Recorded | undefined> {
  const concerns = { project, ref: { type, id }, stamp };
  const raised = await raise(await builtInActor("system"), { ...mismatch(how, digest), concerns });
  return raised === "open already" ? undefined : raised;
}
