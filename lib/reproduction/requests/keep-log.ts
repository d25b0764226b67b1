import type { Envelope, Reason } from "@/graph-schema/envelope";
import type { LogBody } from "@/lib/contract/reproduction";
import { write } from "@/lib/graph/session";
import { loadEntry } from "./load";
import { appended } from "./log-tail";
import { reasonsToRefuseRunner } from "./rules";
import { leasesOf, lockRequests, renew } from "./working";

/** What a runner's sign of life came to: `reasons` say why it was not taken, where the request is not its own any more. */
interface Kept {
  readonly subject: Envelope["subject"];
  readonly reasons: readonly Reason[];
}

/** Renews the lease of the runner that shows `claim`, and keeps what it said. Throws NotFound where `project` has no such request. */
export function keepLog(
  { account, project }: { readonly account: string; readonly project: string },
  id: string,
  { claim, lines }: LogBody,
): Promise<Kept> {
  return write(async (tx) => {
    await lockRequests(tx);
    const standing = await loadEntry(tx, project, id);
    const lease = (await leasesOf(tx, [id])).get(id);
    const reasons = reasonsToRefuseRunner(standing, lease, { claim, account });
    if (lease && reasons.length === 0) {
      await renew(tx, id, claim, appended({ lines: [...lease.lines], dropped: lease.dropped }, lines));
    }
    return { subject: standing.asked.subject, reasons };
  });
}
