import type { Remote } from "@/cli/remote/remote";
import { ContentsReply, VerificationReply } from "@/lib/contract/contents";
import { SetupError } from "@/lib/errors";

const VERDICTS = { verified: "valid", differs: "invalid", missing: "invalid", unreachable: "unverifiable" } as const;

/** What became of the bytes of one artifact. */
export interface VerifiedArtifact {
  readonly verdict: "valid" | "invalid" | "unverifiable";
  readonly checks: readonly VerificationReply[];
}

/** The type and id in `TYPE/ID`; an id may have slashes. */
export function artifactIn(text: string): readonly [string, string] {
  const at = text.indexOf("/");
  if (at < 1 || at === text.length - 1) {
    throw new SetupError(`${text} is no artifact.`, "Say it like model_version/churn:v2.");
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Has the app read and hash everything that is attached to an artifact. With nothing attached nothing can be verified. */
export async function verifyArtifact(app: Remote, [type, id]: readonly [string, string]): Promise<VerifiedArtifact> {
  const parts = ["artifacts", type, id, "contents"];
  const { contents } = await app.ask(ContentsReply, parts);
  const checks: VerificationReply[] = [];
  for (const digest of new Set(contents.map((each) => each.digest))) {
    checks.push(await app.tell(VerificationReply, [...parts, digest, "verification"], undefined));
  }
  const verdicts = checks.map(({ outcome }) => VERDICTS[outcome]);
  const isUnverifiable = checks.length === 0 || verdicts.includes("unverifiable");
  return { verdict: verdicts.includes("invalid") ? "invalid" : isUnverifiable ? "unverifiable" : "valid", checks };
}

/** What a person reads about it. */
export function sayVerified({ verdict, checks }: VerifiedArtifact): string[] {
  const lines = checks.map(({ outcome, digest, found, sizeBytes, eventId }) => {
    const instead = found ? `, found ${found}` : "";
    return `  ${outcome.padEnd(11)} ${digest}  ${sizeBytes} bytes${instead}, on record as ${eventId}`;
  });
  return [checks.length === 0 ? `${verdict}: nothing is attached to it` : verdict, ...lines];
}
