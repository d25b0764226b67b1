import { z } from "zod";
import type { Ref } from "@/graph-schema/names";
import type { ConsistencyQuery, ConsistencyReply, ProofReply } from "@/lib/contract/log";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { NoteRow } from "@/lib/ledger/proven";
import { base64 } from "@/lib/tlog/hash";
import { logStorage } from "./open";
import { entryProof, growthProof, leafIndex, publishedCheckpoint } from "./proofs";
import { NOTE, NOTE_OF_ARTIFACT } from "./queries";

const Noted = NoteRow.extend({ id: z.string() });

async function proofOf(tx: ReadTx, query: string, parameters: Record<string, unknown>): Promise<ProofReply> {
  const [speaksAsOf, [event]] = await Promise.all([asOf(tx), tx.rows(query, parameters, Noted)]);
  if (!event) {
    throw new NotFound("there is no such event");
  }
  const index = await leafIndex(tx, event.id);
  const proof = index === undefined ? undefined : await entryProof(logStorage(), index);
  return { eventId: event.id, note: event.note, index: index ?? null, proof: proof ?? null, asOf: speaksAsOf };
}

/** What shows that the event `id` is in the log, or that it waits for its place; of `project` alone, where one is given. */
export function eventProof(id: string, project?: string): Promise<ProofReply> {
  return read((tx) => proofOf(tx, NOTE, { id, project: project ?? null }));
}

/** What shows that the event is in the log by which an artifact was recorded. */
export function artifactProof(project: string, ref: Ref): Promise<ProofReply> {
  return read((tx) => proofOf(tx, NOTE_OF_ARTIFACT, { project, ...ref }));
}

/** Proves that the log only added entries between two sizes; the later one is published, or smaller than what is. */
export async function consistency({ old, size }: z.output<typeof ConsistencyQuery>): Promise<ConsistencyReply> {
  const storage = logStorage();
  const published = await publishedCheckpoint(storage);
  const end = size ?? published?.tree.size ?? 0;
  if (!published || end > published.tree.size || old > end) {
    throw new NotFound(`the log has no checkpoint of ${Math.max(old, end)} entries`);
  }
  const hashes = await growthProof(storage, old, end);
  return { old, size: end, hashes: hashes.map(base64), checkpoint: published.note, asOf: await read(asOf) };
}
