import { submit } from "./committer";
import { type Draft, type Recorded, sole } from "./draft";

/**
 * Records an event that decides nothing (a look, a refusal, a sign-in). It shares its commit with others of the same
 * moment and resolves after it; it rejects when the event could not be recorded, and then nothing may be shown.
 */
export function record(draft: Draft): Promise<Recorded> {
  return submit({
    candidates: [],
    decide: () => ({ drafts: [draft], answer: sole }),
  });
}
