import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { headsOf } from "@/lib/keys/client";
import { decisionKey } from "./decision";
import { provenEnvelope } from "./proven";
import { CHAIN } from "./queries";

interface Subject {
  readonly type: string;
  readonly id: string;
}

const Link = z.object({ note: z.string() });

/** Digests of the decisions about `subject`, in their order, as far as each continues the one before. */
async function chain(tx: ReadTx, project: string, subject: Subject): Promise<string[]> {
  const digests: string[] = [];
  for (const { note } of await tx.rows(CHAIN, { project, ...subject }, Link)) {
    const envelope = await provenEnvelope(note);
    if (envelope?.sequence === digests.length + 1 && envelope.previous === digests.at(-1)) {
      digests.push(sha256(note.slice(0, note.indexOf("\n") + 1)));
    }
  }
  return digests;
}

/**
 * Which of the decisions about `subjects` are gone from the database, as what is kept outside of it shows. An empty list
 * means that none is. Nothing may be decided on a record that lacks one.
 */
export async function missingDecisions(tx: ReadTx, project: string, subjects: readonly Subject[]): Promise<Reason[]> {
  const heads = new Map(
    (await headsOf(subjects.map((each) => decisionKey(project, each)))).map((head) => [head.subject, head]),
  );
  const reasons: Reason[] = [];
  for (const subject of subjects) {
    const head = heads.get(decisionKey(project, subject));
    if (head && (await chain(tx, project, subject))[head.sequence - 1] !== head.digest) {
      const { type, id } = subject;
      reasons.push(reason("decision_missing", { type, id, sequence: head.sequence, action: head.action }));
    }
  }
  return reasons;
}
