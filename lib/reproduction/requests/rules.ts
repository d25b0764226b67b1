import type { Envelope, EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { Standing } from "./standing";
import type { Lease } from "./working";

/** A request is taken up so often, then it ends without a verdict of its own. */
export const MOST_ATTEMPTS = 3;

/** Why no further run of the same prediction may be asked for. An empty list means that one may. */
export function reasonsToRefuseRequest(open: Standing | undefined): Reason[] {
  return open ? [reason("reproduction_asked", { request: open.asked.id, at: open.asked.recorded_at })] : [];
}

function isSame(a: EnvelopeActor, b: EnvelopeActor): boolean {
  return a.account === b.account || (a.person !== undefined && a.person === b.person);
}

function over({ action, recorded_at }: Envelope): Reason {
  return action === "withdraw_reproduction"
    ? reason("reproduction_cancelled", { at: recorded_at })
    : reason("reproduction_over");
}

/** Why `actor` may not cancel the request. Whether a runner works on it makes no difference. */
export function reasonsToRefuseWithdrawal({ asked, end }: Standing, actor: EnvelopeActor): Reason[] {
  if (end) {
    return [over(end)];
  }
  return isSame(asked.actor, actor) ? [] : [reason("not_the_requester")];
}

/** Why whoever shows `claim` is not the runner that works on the request. A lease that ran out counts until somebody else has one. */
export function reasonsToRefuseRunner(
  { end }: Pick<Standing, "end">,
  lease: Lease | undefined,
  runner: { readonly claim: string; readonly account: string },
): Reason[] {
  if (end) {
    return [over(end)];
  }
  return lease?.claim === runner.claim && lease.account === runner.account ? [] : [reason("reproduction_taken_over")];
}

/** What a runner who may work in `projects` (null is all) is to take up, and which requests were taken up too often. */
export function chosen(
  open: readonly Standing[],
  leases: ReadonlyMap<string, Lease>,
  projects: readonly string[] | null,
): { readonly next: Standing | undefined; readonly lost: readonly Standing[] } {
  const free = open.filter(
    ({ asked }) => !leases.get(asked.id)?.isLive && (projects === null || projects.includes(asked.project)),
  );
  return {
    next: free.find(({ attempts }) => attempts < MOST_ATTEMPTS),
    lost: free.filter(({ attempts }) => attempts >= MOST_ATTEMPTS),
  };
}
