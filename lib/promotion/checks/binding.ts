import type { Binding } from "../case";

/** Is it what is to be promoted now that somebody put their name to then? */
export function isBoundTo(signed: Binding, now: Binding): boolean {
  return (
    signed.subjectSha256 === now.subjectSha256 &&
    signed.policy === now.policy &&
    signed.evidenceSha256 === now.evidenceSha256
  );
}
