import { z } from "zod";
import type { ActionName } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { Ref, refKey } from "@/graph-schema/names";
import { type Instant, Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { append } from "@/lib/ledger/append";
import { appendDecision, lockSubject } from "@/lib/ledger/decision";
import { type Draft, type PayloadPart, type Recorded, sole } from "@/lib/ledger/draft";
import { type LoadedIncident, loadIncident } from "./load";
import { RECORDED } from "./queries";

/** Who acts, in which project; `at` is set in simulations only. */
export interface Acting {
  readonly actor: EnvelopeActor;
  readonly project: string;
  readonly at?: Instant | undefined;
}

/** What became of an act about an incident. A refusal is a result: its record committed with it. */
export type Acted =
  | { readonly outcome: "done"; readonly event: Recorded; readonly made: Ref | null; readonly gate: null }
  | { readonly outcome: "refused"; readonly event: Recorded; readonly reasons: readonly Reason[] };

/** An act as its rules see it: what it would record, and why it may not. */
export type Deed = Pick<Draft, "facts" | "created" | "links" | "refersTo" | "payloads" | "after"> & {
  readonly action: ActionName;
  readonly subject: Ref;
  readonly related?: readonly Ref[];
  readonly reasons: readonly Reason[];
};

/** Free text of people, part by part: kept encrypted, never in the envelope. */
export function texts(project: string, parts: Readonly<Record<string, string | undefined>>): PayloadPart[] {
  return Object.entries(parts).flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, key: `project:${project}`, content: { text } }],
  );
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
export async function carryOut(
  tx: WriteTx,
  { actor, project, at }: Acting,
  { reasons, ...deed }: Deed,
): Promise<Acted> {
  const common = { project, actor, origin: "acted", ...(at ? { at } : {}) } as const;
  if (reasons.length > 0) {
    const { action, subject, related = [] } = deed;
    const known = await recorded(tx, project, related);
    const named = known.reasons.length > 0 ? [] : related;
    const draft = { ...common, action, subject, related: named, reasons, outcome: "refused" } as const;
    return { outcome: "refused", event: sole(await append(tx, [draft])), reasons };
  }
  const event = await appendDecision(tx, { ...common, ...deed, outcome: "done" });
  return { outcome: "done", event, made: deed.created?.[0] ? deed.subject : null, gate: null };
}

/** Acts on a recorded incident: locks it, loads it, and does what `judge` makes of it. */
export function actOn(
  acting: Acting,
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
