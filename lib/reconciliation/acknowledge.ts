import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope, EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import type { DiscrepancyKind, ToldDiscrepancy } from "@/lib/contract/reconciliation";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, write } from "@/lib/graph/session";
import { type Acted, done, refused } from "@/lib/identity/act";
import { keyedDigest } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { lockSubject } from "@/lib/ledger/decision";
import type { Recorded } from "@/lib/ledger/draft";
import { signedEvents } from "@/lib/ledger/proven";
import { isLoss } from "./compare";
import { discrepancyKey } from "./difference";
import { runEvent, toldBy } from "./history";
import { ACKNOWLEDGED } from "./history-queries";

type Named = Pick<ToldDiscrepancy, "kind" | "name">;

/**
 * By what later runs know a difference again. Names of what is no blob may be anything, a person's name too: the log holds a keyed
 * digest, which says nothing to anybody else.
 */
export function markOf(discrepancy: Named): Promise<string> {
  return keyedDigest("discrepancies", discrepancyKey(discrepancy));
}

/** The signed events that acknowledged a difference, by its mark; of several the first. */
export async function acknowledgements(tx: ReadTx): Promise<Map<string, Envelope>> {
  const acts = new Map<string, Envelope>();
  for (const event of await signedEvents(tx, ACKNOWLEDGED, {})) {
    const isAct = event.action === "acknowledge" && event.origin === "acted" && event.outcome === "done";
    const { mark } = isAct ? ACTIONS.acknowledge.facts.parse(event.facts ?? {}) : {};
    if (mark !== undefined && !acts.has(mark)) {
      acts.set(mark, event);
    }
  }
  return acts;
}

/** Why a difference may not be acknowledged. An empty list means that it may. */
export function reasonsToRefuseAcknowledging(kind: DiscrepancyKind, isAcknowledged: boolean): Reason[] {
  return [
    ...(isLoss({ kind }) ? [reason("discrepancy_is_a_finding")] : []),
    ...(isAcknowledged ? [reason("discrepancy_acknowledged")] : []),
  ];
}

/** What is acknowledged, out of which run, and why. */
interface Acknowledgement extends Named {
  readonly run: string;
  readonly comment: string;
}

/**
 * Records that a named person knows of a difference between store and record which is no loss, and why it may be so: later runs
 * do not count it as new. Throws NotFound where the run told of no such difference.
 */
export async function acknowledgeDiscrepancy(
  actor: EnvelopeActor,
  { run, comment, kind, name }: Acknowledgement,
): Promise<Acted<{ readonly recorded: Recorded }>> {
  const mark = await markOf({ kind, name });
  return write(async (tx) => {
    await lockSubject(tx, DEFAULT_PROJECT, { type: "discrepancy", id: mark });
    const { discrepancies } = await toldBy(tx, await runEvent(tx, run), true);
    if (!discrepancies.some((each) => each.kind === kind && each.name === name)) {
      throw new NotFound("the run told of no such difference");
    }
    const reasons = [
      ...reasonsToRefuseAcknowledging(kind, (await acknowledgements(tx)).has(mark)),
      ...(actor.type === "user" ? [] : [reason("approver_must_be_a_person")]),
    ];
    const deed = { actor, action: "acknowledge", refersTo: run, facts: { kind, mark } } as const;
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const content = { text: comment, kind, name };
    const payloads = [{ name: "comment", key: subjectKey(actor.account), content }];
    return { outcome: "done", recorded: await done(tx, { ...deed, payloads }) };
  });
}
