import type { EnvelopeActor } from "@/graph-schema/envelope";

/** Who set off an alarm, for its detail: by account and person, so that nobody answers their own under another account. */
export function whoseAct({ account, person }: Pick<EnvelopeActor, "account" | "person">): string {
  return `account ${account}${person === undefined ? "" : `, person ${person}`}`;
}
