import { z } from "zod";
import { Digest, Stamp } from "@/graph-schema/values";
import type { WriteTx } from "@/lib/graph/session";
import { confirmHeads } from "@/lib/keys/client";
import type { Head } from "@/lib/keys/protocol";
import { append } from "./append";
import { type Draft, type Recorded, sole } from "./draft";
import { latestHeads } from "./latest";
import { LAST_DECISION, LOCK } from "./queries";

interface Subject {
  readonly type: string;
  readonly id: string;
}

/** Names what is decided about: in the database's lock, and among the heads that are kept outside of it. */
export function decisionKey(project: string, { type, id }: Subject): string {
  return `decision:${project}:${type}:${id}`;
}

const Last = z.object({ sequence: z.int().positive(), eventSha256: Digest, stamp: Stamp });

/** Holds every other decision about `subject` off until this transaction ends. Take it before reading what decides. */
export function lockSubject(tx: WriteTx, project: string, subject: Subject): Promise<void> {
  return tx.run(LOCK, { key: decisionKey(project, subject) });
}

/**
 * Appends a decision, chained to the decision before it about the same subject: it carries its place and that one's
 * digest, so that a deleted decision leaves a gap; and its place is kept outside of the database, before anybody hears of
 * it, so that not even the latest can be deleted unnoticed. The subject must be locked by {@link lockSubject}.
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
  const recorded = sole(await append(tx, [chained]));
  tx.afterCommit(() =>
    confirmHeads([...decisionHeads(chained, recorded.eventSha256), ...latestHeads(chained, recorded)]),
  );
  return recorded;
}

/** What is kept outside of the database of an event that is a decision; nothing of any other. */
export function decisionHeads(
  { project, subject, sequence, action }: Pick<Draft, "project" | "subject" | "sequence" | "action">,
  digest: Digest,
): Head[] {
  return subject && sequence ? [{ subject: decisionKey(project, subject), sequence, digest, action }] : [];
}
