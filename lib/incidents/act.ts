import { z } from "zod";
import type { ActionName } from "@/graph-schema/actions";
import type { Reason } from "@/graph-schema/envelope";
import { Ref, refKey } from "@/graph-schema/names";
import { Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { lockSubject } from "@/lib/ledger/decision";
import { type Doer, decide, type Outcome, refuse } from "@/lib/ledger/deed";
import type { Draft, PayloadPart } from "@/lib/ledger/draft";
import { type LoadedIncident, loadIncident } from "./load";
import { RECORDED } from "./queries";

export type Acted = Outcome<null>;

/** An act as its rules see it: what it would record, and why it may not. */
export type Deed = Pick<Draft, "facts" | "created" | "links" | "refersTo" | "payloads" | "after"> & {
  readonly action: ActionName;
  readonly subject: Ref;
  readonly related?: readonly Ref[];
  readonly reasons: readonly Reason[];
};

const TEXTS = ["title", "description", "text", "reason"] as const;
type Texts = Readonly<Partial<Record<(typeof TEXTS)[number], string | undefined>>>;

/** Free text of whoever acts, part by part: kept encrypted under their own key, never in the envelope. */
export function texts({ actor }: Pick<Doer, "actor">, parts: Texts): PayloadPart[] {
  return TEXTS.flatMap((name) => {
    const text = parts[name];
    return text === undefined ? [] : [{ name, key: subjectKey(actor.account), content: { text } }];
  });
}

const Row = z.object({ ...Ref.shape, stamp: Stamp });

/** Which of `refs` are recorded, and why an act may not name the others. */
export async function recorded(tx: ReadTx, project: string, refs: readonly Ref[]) {
  const rows = refs.length > 0 ? await tx.rows(RECORDED, { project, refs }, Row) : [];
  const known = new Set(rows.map(refKey));
  return {
    after: Stamp.parse(Math.max(0, ...rows.map(({ stamp }) => stamp))),
    reasons: refs
      .filter((ref) => !known.has(refKey(ref)))
      .map(({ type, id }) => reason("unknown_artifact", { type, id })),
  };
}

/** Records a deed, or the attempt where there are reasons against it. Its subject must be locked. */
export async function carryOut(tx: WriteTx, doer: Doer, { reasons, ...deed }: Deed): Promise<Acted> {
  if (reasons.length > 0) {
    const { action, subject, related = [] } = deed;
    const known = await recorded(tx, doer.project, related);
    return refuse(tx, doer, { action, subject, related: known.reasons.length > 0 ? [] : related, reasons });
  }
  const event = await decide(tx, doer, deed);
  return { outcome: "done", event, made: deed.created?.[0] ? deed.subject : null, gate: null };
}

/** Acts on a recorded incident: locks it, loads it, and does what `judge` makes of it. */
export function actOn(
  acting: Doer,
  id: string,
  judge: (tx: WriteTx, incident: LoadedIncident) => Promise<Omit<Deed, "subject">>,
): Promise<Acted> {
  const subject = { type: "incident", id } as const;
  return write(async (tx) => {
    await lockSubject(tx, acting.project, subject);
    const incident = await loadIncident(tx, acting.project, id);
    const deed = await judge(tx, incident);
    const after = Stamp.parse(Math.max(deed.after ?? 0, incident.artifact.stamp));
    return carryOut(tx, acting, { ...deed, subject, after, reasons: [...incident.missing, ...deed.reasons] });
  });
}
