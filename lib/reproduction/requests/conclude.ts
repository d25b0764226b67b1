import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { VerdictBody } from "@/lib/contract/reproduction";
import { write } from "@/lib/graph/session";
import { type Acted, done, refused } from "@/lib/identity/act";
import { projectKey } from "@/lib/keys/names";
import type { Recorded } from "@/lib/ledger/draft";
import { loadEntry, predictionOf } from "./load";
import { logPart } from "./log-part";
import { reasonsToRefuseRunner } from "./rules";
import { free, leasesOf, lockRequests } from "./working";

/** Records the verdict of the runner that works on the request, with the end of its log; the request is over. */
export function concludeReproduction(
  { actor, project }: { readonly actor: EnvelopeActor; readonly project: string },
  id: string,
  { claim, facts, reasons, used, expected, log }: VerdictBody,
): Promise<Acted<{ readonly recorded: Recorded }>> {
  return write(async (tx) => {
    await lockRequests(tx);
    const standing = await loadEntry(tx, project, id);
    const { subject, stamp } = standing.end ?? standing.asked;
    const lease = (await leasesOf(tx, [id])).get(id);
    const refusals = reasonsToRefuseRunner(standing, lease, { claim, account: actor.account });
    const deed = { actor, project, action: "reproduce", subject, refersTo: id, after: stamp } as const;
    if (refusals.length > 0) {
      return refused(tx, deed, refusals);
    }
    const made = await predictionOf(tx, project, subject?.id ?? "");
    await free(tx, [id]);
    const recorded = await done(tx, {
      ...deed,
      related: made?.made ?? [],
      facts: z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(facts))),
      payloads: [
        { name: "metadata", key: projectKey(project), content: { reasons, used, expected } },
        logPart(project, log),
      ],
    });
    return { outcome: "done", recorded };
  });
}
