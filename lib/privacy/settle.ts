import type { Reason } from "@/graph-schema/envelope";
import type { Stamp } from "@/graph-schema/values";
import type { QuarantineDecision } from "@/lib/contract/quarantine";
import { reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { type Acted, refused } from "@/lib/identity/act";
import type { Caller } from "@/lib/identity/caller";
import type { Signature } from "@/lib/identity/reauthenticate";
import { confirmHeads, destroyKeys, headsOf } from "@/lib/keys/client";
import { QuarantineKey, subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import type { Draft } from "@/lib/ledger/draft";
import { draftsFor } from "@/lib/ledger/ingest";
import { keepLatest, latestKey } from "@/lib/ledger/latest";
import { asReason } from "@/lib/ledger/plan";
import type { Sent } from "@/lib/ledger/prepare";
import { lockQuarantine } from "@/lib/ledger/quarantine";
import { type Kept, type OpenQuarantined, sentOf, sourceThen } from "@/lib/ledger/quarantined";
import { PERSONAL_DATA } from "@/lib/ledger/screen";
import { eraseCopies, partName } from "@/lib/log/erase-copies";
import { goneBySignature } from "@/lib/log/gone";
import type { LogStorage } from "@/lib/log/storage";
import { holdsNow, keysHeld } from "./holds";
import { isUnder, waitingUnder } from "./quarantine";
import { END_QUARANTINE, TAKE_QUARANTINED } from "./quarantine-queries";
import { LOCK_PRIVACY } from "./queries";

/** Who decides what about which act, why, and how they showed who they are. */
export interface Settling {
  readonly project: string;
  readonly id: string;
  readonly decision: QuarantineDecision;
  readonly caller: Caller;
  readonly reason: string;
  readonly signature: Signature;
}

/** Is a legal hold on the project, on somebody whom these events name, or on who sent them? Then nothing of them may get lost. */
async function reasonsHeld(tx: ReadTx, project: string, found: OpenQuarantined): Promise<Reason[]> {
  const { standing, gone } = await holdsNow(tx);
  const keys = new Set(await keysHeld(tx, standing));
  const isHeld = isUnder(keys, found) || standing.some(({ on }) => on.scope === "project" && on.project === project);
  return [
    ...(gone.length > 0 ? [reason("hold_missing", { count: gone.length })] : []),
    ...(isHeld ? [reason("quarantine_held")] : []),
  ];
}

/** The events as they were sent; or that whoever one names was erased. */
async function sentThen(project: string, kept: Kept): Promise<readonly Sent[] | "erased"> {
  const sent = await Promise.all(kept.events.map((each) => sentOf(project, each)));
  const whole = sent.filter((each) => each !== undefined);
  return whole.length === sent.length ? whole : "erased";
}

/** What records the events, as the decision wants it; or why that is not possible. */
async function released(tx: WriteTx, { project, decision }: Settling, { envelope, kept }: OpenQuarantined) {
  const sent = await sentThen(project, kept);
  if (sent === "erased") {
    return { reasons: [reason("person_erased")], drafts: [] };
  }
  const choice = decision === "redact" ? "redact" : "keep";
  const source = sourceThen(envelope, kept, { permanent: choice, encrypted: choice });
  const { faults, drafts } = await draftsFor(tx, source, sent, kept.isBatch);
  const isBound = faults.some(({ code }) => code === PERSONAL_DATA);
  return {
    reasons: isBound ? [reason("signed_event_not_redacted")] : faults.map(asReason),
    drafts: drafts.map((draft) => ({ ...draft, refersTo: envelope.id })),
  };
}

function decisionDraft({ project, id, decision, caller, reason: text, signature }: Settling, after: Stamp): Draft {
  const shown: Draft["facts"] = signature.method ? { method: signature.method } : {};
  const form = decision === "redact" ? "redacted" : "as_sent";
  return {
    project,
    actor: caller.actor,
    origin: "acted",
    outcome: "done",
    action: decision === "discard" ? "discard_quarantined" : "release_quarantined",
    facts: decision === "discard" ? shown : { form, ...shown },
    payloads: [{ name: "comment", key: subjectKey(caller.actor.account), content: { text } }],
    refersTo: id,
    after,
  };
}

interface Judged {
  /** Everything that stands against it. */
  readonly reasons: readonly Reason[];
  readonly found?: OpenQuarantined;
  /** What would record the events. */
  readonly drafts?: readonly Draft[];
}

async function judged(tx: WriteTx, settling: Settling): Promise<Judged> {
  const found = await waitingUnder(tx, settling.project, settling.id);
  if (found.state === "closed") {
    return { reasons: [found.reason] };
  }
  const isLosing = settling.decision !== "release";
  const held = isLosing ? await reasonsHeld(tx, settling.project, found) : [];
  const first = [...settling.signature.refused, ...held];
  if (first.length > 0 || settling.decision === "discard") {
    return { reasons: first, found };
  }
  return { found, ...(await released(tx, settling, found)) };
}

/**
 * Decides about what waits in quarantine: it is recorded as it was sent, recorded without what is personal, or discarded; in
 * each case what was set aside goes with the event that says so, and its key is destroyed.
 */
export function settle(settling: Settling): Promise<Acted> {
  const { project, id, caller } = settling;
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_PRIVACY, {});
    await lockQuarantine(tx, project);
    const { reasons, found, drafts } = await judged(tx, settling);
    if (reasons.length > 0 || !found) {
      // A refused event of these actions would let payloads go, too: the refusal stands under another.
      const comment = { name: "comment", key: subjectKey(caller.actor.account), content: { text: settling.reason } };
      const deed = { project, actor: caller.actor, action: "refuse", refersTo: id, payloads: [comment] } as const;
      return refused(tx, deed, reasons);
    }
    await tx.run(TAKE_QUARANTINED, { id });
    await tx.run(END_QUARANTINE, { act: id });
    const all = [...(drafts ?? []), decisionDraft(settling, found.envelope.stamp)];
    const recorded = await append(tx, all);
    const last = recorded.at(-1);
    if (!last) {
      throw new Error("a decision was appended without a receipt");
    }
    keepLatest(tx, all, recorded);
    tx.afterCommit(() => destroyKeys(keysOf(found)));
    return { outcome: "done", recorded: last };
  });
}

function keysOf({ envelope }: OpenQuarantined): string[] {
  return (envelope.payloads ?? []).flatMap(({ key }) => QuarantineKey.safeParse(key).data ?? []);
}

const COPIES = "quarantine:copies";

/**
 * Takes the copies beside the log away of what somebody decided about, and destroys what a crash left of its keys. For
 * whoever integrates, between two rounds.
 */
export async function settleCopiesOf(storage: LogStorage): Promise<{ readonly locked: number } | undefined> {
  const heads = await headsOf([latestKey.settled(), COPIES]);
  const settled = heads.find(({ subject }) => subject === latestKey.settled());
  const copies = heads.find(({ subject }) => subject === COPIES);
  if (!settled || settled.sequence <= (copies?.sequence ?? 0)) {
    return undefined;
  }
  const { settled: acts } = await goneBySignature();
  const { locked } = await eraseCopies(storage, async (parts) => {
    const leaving = parts.filter(({ event, name }) => name === "quarantined" && acts.has(event));
    const keys = leaving.flatMap(({ key }) => QuarantineKey.safeParse(key).data ?? []);
    if (keys.length > 0) {
      await destroyKeys(keys);
    }
    return new Set(leaving.map(partName));
  });
  await confirmHeads([{ ...settled, subject: COPIES }]);
  return { locked };
}
