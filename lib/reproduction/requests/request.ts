import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { RequestReproductionBody } from "@/lib/contract/reproduction";
import { reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { type Acted, done, refused } from "@/lib/identity/act";
import type { Recorded } from "@/lib/ledger/draft";
import { loadEntry, openRequests, predictionOf } from "./load";
import { logPart } from "./log-part";
import { reasonsToRefuseRequest, reasonsToRefuseWithdrawal } from "./rules";
import { free, leasesOf, lockRequests } from "./working";

/** Who acts, and in which project. */
interface Acting {
  readonly actor: EnvelopeActor;
  readonly project: string;
}

/** Records that somebody wants a prediction to be run again. A runner takes it up. */
export function requestReproduction(
  { actor, project }: Acting,
  { prediction, train }: RequestReproductionBody,
): Promise<Acted<{ readonly recorded: Recorded }>> {
  const deed = { actor, project, action: "request_reproduction", facts: { train } } as const;
  return write(async (tx) => {
    await lockRequests(tx);
    const known = await predictionOf(tx, project, prediction);
    if (!known) {
      return refused(tx, deed, [reason("prediction_unknown", { id: prediction })]);
    }
    const about = { ...deed, subject: { type: "prediction", id: prediction }, after: known.stamp } as const;
    const open = (await openRequests(tx)).find(
      ({ asked }) => asked.project === project && asked.subject?.id === prediction,
    );
    const reasons = reasonsToRefuseRequest(open);
    return reasons.length > 0
      ? refused(tx, about, reasons)
      : { outcome: "done", recorded: await done(tx, { ...about, related: known.made }) };
  });
}

/** Cancels a request, for good. A runner that works on it is told so when it next says how far it is; its log so far is kept. */
export function withdrawReproduction(
  { actor, project }: Acting,
  id: string,
): Promise<Acted<{ readonly recorded: Recorded }>> {
  return write(async (tx) => {
    await lockRequests(tx);
    const standing = await loadEntry(tx, project, id);
    const lease = (await leasesOf(tx, [id])).get(id);
    const { subject, stamp } = standing.end ?? standing.asked;
    const deed = { actor, project, action: "withdraw_reproduction", subject, refersTo: id, after: stamp } as const;
    const reasons = reasonsToRefuseWithdrawal(standing, actor);
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    await free(tx, [id]);
    const underway = lease?.isLive
      ? { facts: { attempt: standing.attempts }, payloads: [logPart(project, lease)] }
      : undefined;
    return { outcome: "done", recorded: await done(tx, { ...deed, ...underway }) };
  });
}
