import { downstreamEnd, upstreamEnd } from "@/graph-schema/catalogue";
import type { Receipt } from "@/lib/contract/record";
import type { WriteTx } from "@/lib/graph/session";
import { type Decision, submit } from "./committer";
import { sole } from "./draft";
import { acceptance, refusal } from "./drafts";
import type { Fault } from "./interpret";
import { isUpstream, type Known, loadKnown, scoped } from "./known";
import { learn, undoAll } from "./learn";
import { type Addition, type Plan, plan } from "./plan";
import { type Item, prepare, type Sent, type Source, within } from "./prepare";
import { type Ingested, setAside } from "./quarantine";
import { LOCK } from "./queries";
import { record } from "./record";

interface Judged {
  readonly item: Item;
  readonly planned: Plan;
}

/** Judges the items in order, each knowing what those before it add. `undo` makes `known` forget it all. */
function judge(source: Source, items: readonly Item[], known: Known): { judged: Judged[]; undo: () => void } {
  const forget: (() => void)[] = [];
  const judged = items.map((item) => {
    const planned = plan(source.project, item.event, item.requestDigest, known);
    if (planned.kind === "new") {
      forget.push(learn(known, source.project, item.event.wire.event_id, planned.addition));
    }
    return { item, planned };
  });
  return { judged, undo: () => undoAll(forget) };
}

function faultsOf(judged: readonly Judged[]): Fault[] {
  return judged.flatMap(({ item, planned }) =>
    planned.kind === "refused" ? within(item.pointer, planned.faults) : [],
  );
}

function refuse(source: Source, judged: readonly Judged[], faults: readonly Fault[]): Decision<Ingested> {
  const first = judged.find(({ planned }) => planned.kind === "refused") ?? judged[0];
  if (!first) {
    throw new Error("a request without events was refused");
  }
  const refersTo = first.planned.kind === "refused" ? first.planned.refersTo : undefined;
  return {
    drafts: [refusal(source, first.item, faults, refersTo)],
    answer: (recorded) => ({ outcome: "refused", faults, refusal: sole(recorded) }),
  };
}

function accept(source: Source, judged: readonly Judged[]): Decision<Ingested> {
  const fresh = judged.flatMap(({ item, planned }) =>
    planned.kind === "new" ? [acceptance(source, item, planned.addition)] : [],
  );
  return {
    drafts: fresh,
    answer(recorded) {
      let next = 0;
      const receipts = judged.map(({ item, planned }): Receipt => {
        const eventId = item.event.wire.event_id;
        if (planned.kind === "duplicate") {
          const { id, stamp, recordedAt, eventSha256, origin } = planned.of;
          return { eventId, id, status: "duplicate", origin, stamp, recordedAt, eventSha256 };
        }
        const [made, draft] = [recorded[next], fresh[next]];
        next += 1;
        if (!made || !draft) {
          throw new Error("an event was appended without a receipt");
        }
        const redacted = item.redacted.length > 0 ? { redacted: [...item.redacted] } : {};
        return { eventId, status: "recorded", origin: draft.origin, ...made, ...redacted };
      });
      return { outcome: "done", receipts };
    },
  };
}

function lateLinks(judged: readonly Judged[]): { item: Item; link: Addition["late"][number] }[] {
  return judged.flatMap(({ item, planned }) =>
    planned.kind === "new" ? planned.addition.late.map((link) => ({ item, link })) : [],
  );
}

/** Under the derivation lock no other transaction can add lineage to what is recorded, so a circle cannot slip in. */
async function judgeAlone(tx: WriteTx, source: Source, items: readonly Item[]) {
  await tx.run(LOCK, { key: `derivation:${source.project}` });
  const known = await loadKnown(tx, candidates(source, items));
  const { judged } = judge(source, items, known);
  const faults = faultsOf(judged);
  if (faults.length > 0) {
    return { judged, faults };
  }
  for (const { item, link } of lateLinks(judged)) {
    if (await isUpstream(tx, source.project, upstreamEnd(link), downstreamEnd(link), known)) {
      const fault = { pointer: link.pointer, code: "cycle", params: { rel: link.rel } };
      const circular: Judged = { item, planned: { kind: "refused", faults: [fault] } };
      return { judged: [circular], faults: within(item.pointer, [fault]) };
    }
  }
  return { judged, faults };
}

async function decideAlone(tx: WriteTx, source: Source, items: readonly Item[]): Promise<Decision<Ingested>> {
  const { judged, faults } = await judgeAlone(tx, source, items);
  return faults.length > 0 ? refuse(source, judged, faults) : accept(source, judged);
}

/** What records `sent`, judged under a lock of this transaction, which appends it; or what is wrong with it. */
export async function draftsFor(tx: WriteTx, source: Source, sent: readonly Sent[], isBatch: boolean) {
  const { items, faults } = await prepare(source, sent, isBatch);
  if (faults.length > 0) {
    return { faults, drafts: [] };
  }
  const judgement = await judgeAlone(tx, source, items);
  return judgement.faults.length > 0
    ? { faults: judgement.faults, drafts: [] }
    : { faults: [], drafts: accept(source, judgement.judged).drafts };
}

function candidates(source: Source, items: readonly Item[]) {
  return items.map(({ event }) => ({ project: source.project, event }));
}

/**
 * Records producers' events: all of `sent`, or none, with the reasons. A refusal is recorded too. Resolves after the
 * commit. An event that was recorded before under the same event_id is a success when it is equal. Where one has to be set
 * aside because of what is personal in it, all that were sent with it are.
 */
export async function ingest(source: Source, sent: readonly Sent[], isBatch: boolean): Promise<Ingested> {
  const { items, faults } = await prepare(source, sent, isBatch);
  const [first] = items;
  if (first && faults.length > 0) {
    return { outcome: "refused", faults, refusal: await record(refusal(source, first, faults)) };
  }
  const aside = items.some(({ detected }) => detected.length > 0)
    ? await setAside(source, sent, items, isBatch)
    : undefined;
  if (aside) {
    return aside;
  }
  return submit({
    candidates: candidates(source, items),
    decide(known) {
      // Another request of this very transaction brings the same event: wait for it, then compare.
      if (items.some(({ event }) => known.pending.has(scoped(source.project, event.wire.event_id)))) {
        return "alone";
      }
      const { judged, undo } = judge(source, items, known);
      const wrong = faultsOf(judged);
      if (wrong.length > 0) {
        undo();
        return refuse(source, judged, wrong);
      }
      if (lateLinks(judged).length > 0) {
        undo();
        return "alone";
      }
      return accept(source, judged);
    },
    alone: (tx) => decideAlone(tx, source, items),
  });
}
