import { INBOX } from "@/lib/alerts/unseen";
import type { FindingsReply } from "@/lib/contract/inbox";
import type { Caller } from "@/lib/identity/caller";
import type { Look } from "./result";

/** May the caller read in people's own words why they did something about a finding? Auditors, and whoever deals with findings. */
export function mayReadReasons({ permissions }: Pick<Caller, "permissions">): boolean {
  return permissions.has("audit:payload") || permissions.has("finding:acknowledge");
}

/** The look at a page of the inbox. */
export function lookAtInbox({ isWhole, total, findings }: FindingsReply): Look {
  const facts = { of: isWhole ? INBOX : "some_findings", total };
  return { action: "view", facts, shown: findings.map(({ id }) => id) };
}
