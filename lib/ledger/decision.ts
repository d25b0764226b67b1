import { z } from "zod";
import { Digest, Stamp } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { append } from "./append";
import { type Draft, type Recorded, sole } from "./draft";
import { LAST_DECISION, LOCK } from "./queries";

const Last = z.object({ sequence: z.int().positive(), eventSha256: Digest, stamp: Stamp });

/** Holds every other decision about `subject` off until this transaction ends. Take it before reading what decides. */
export function lockSubject(tx: WriteTx, project: string, subject: { type: string; id: string }): Promise<void> {
  return tx.run(LOCK, { key: `decision:${project}:${subject.type}:${subject.id}` });
}

/**
 * Appends a decision, chained to the decision before it about the same subject: it carries its place and that one's
 * digest, so that a deleted decision leaves a gap. The subject must be locked by {@link lockSubject}.
 */
export async function appendDecision(tx: WriteTx, draft: Draft & Required<Pick<Draft, "subject">>): Promise<Recorded> {
  const { project, subject } = draft;
  const [last] = await tx.rows(LAST_DECISION, { project, ...subject }, Last);
  const chained: Draft = {
    ...draft,
    sequence: (last?.sequence ?? 0) + 1,
    ...(last ? { previous: last.eventSha256 } : {}),
    after: Stamp.parse(Math.max(draft.after ?? 0, last?.stamp ?? 0)),
  };
  return sole(await append(tx, [chained]));
}
