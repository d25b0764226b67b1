import type { Envelope, Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { headsOf } from "@/lib/keys/client";
import { decisionKey } from "./decision";
import { eventDigest } from "./event-node";
import { NoteRow, provenEnvelope } from "./proven";
import { CHAIN } from "./queries";

interface Subject {
  readonly type: string;
  readonly id: string;
}

/** What was decided about one subject. */
export interface Decisions {
  /** The decisions as the recorder signed them, in their order, as far as each continues the one before. */
  readonly taken: readonly Envelope[];
  /** Which one is gone from the database, as what is kept outside of it shows. */
  readonly missing: readonly Reason[];
}

/** The decisions about `subject` by their notes alone; what a node says beside its note decides nothing. */
async function chain(tx: ReadTx, project: string, subject: Subject): Promise<{ taken: Envelope[]; digests: string[] }> {
  const taken: Envelope[] = [];
  const digests: string[] = [];
  for (const { note } of await tx.rows(CHAIN, { project, ...subject }, NoteRow)) {
    const envelope = await provenEnvelope(note);
    const isNext = envelope?.sequence === digests.length + 1 && envelope.previous === digests.at(-1);
    const isAbout = envelope?.subject?.type === subject.type && envelope.subject.id === subject.id;
    if (envelope && isNext && isAbout && envelope.project === project) {
      taken.push(envelope);
      digests.push(eventDigest(note));
    }
  }
  return { taken, digests };
}

/** What was decided about `subject`. Nothing may be decided on a record that lacks a decision. */
export async function decisionsAbout(tx: ReadTx, project: string, { type, id }: Subject): Promise<Decisions> {
  const [[head], { taken, digests }] = await Promise.all([
    headsOf([decisionKey(project, { type, id })]),
    chain(tx, project, { type, id }),
  ]);
  const isWhole = head === undefined || digests[head.sequence - 1] === head.digest;
  return {
    taken,
    missing: isWhole ? [] : [reason("decision_missing", { type, id, sequence: head.sequence, action: head.action })],
  };
}

/** Which of the decisions about `subjects` are gone from the database. An empty list means that none is. */
export async function missingDecisions(tx: ReadTx, project: string, subjects: readonly Subject[]): Promise<Reason[]> {
  const found = await Promise.all(subjects.map((subject) => decisionsAbout(tx, project, subject)));
  return found.flatMap(({ missing }) => missing);
}
