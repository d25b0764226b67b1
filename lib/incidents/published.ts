import type { Reason } from "@/graph-schema/envelope";
import type { Digest } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { signedEvents } from "@/lib/ledger/proven";
import { PUBLISHED } from "./queries";

/** Why an action may not name the policy `policy`: nobody published it in the project. */
export async function reasonsNotPublished(tx: ReadTx, project: string, policy: Digest | undefined): Promise<Reason[]> {
  if (policy === undefined) {
    return [];
  }
  const id = `policy:${policy.slice("sha256:".length)}`;
  const events = await signedEvents(tx, PUBLISHED, { project, id });
  const isPublished = events.some(
    (event) => event.action === "publish_policy" && event.subject?.id === id && event.project === project,
  );
  return isPublished ? [] : [reason("policy_not_published", { policy, pointer: "/policySha256" })];
}
