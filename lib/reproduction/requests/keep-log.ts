import type { Reason } from "@/graph-schema/envelope";
import type { LogBody } from "@/lib/contract/reproduction";
import { write } from "@/lib/graph/session";
import { loadEntry } from "./load";
import { appended } from "./log-tail";
import { reasonsToRefuseRunner } from "./rules";
import { leasesOf, lockRequests, renew } from "./working";

/** Renews the lease of the runner that shows `claim`, and keeps what it said; why not, where the request is not its own any more. */
export function keepLog(
  { account, project }: { readonly account: string; readonly project: string },
  id: string,
  { claim, lines }: LogBody,
): Promise<Reason[]> {
  return write(async (tx) => {
    await lockRequests(tx);
    const lease = (await leasesOf(tx, [id])).get(id);
    if (lease?.claim !== claim || lease.account !== account) {
      return reasonsToRefuseRunner(await loadEntry(tx, project, id), lease, { claim, account });
    }
    await renew(tx, id, claim, appended({ lines: [...lease.lines], dropped: lease.dropped }, lines));
    return [];
  });
}
