import { z } from "zod";
import type { LogReply } from "@/lib/contract/log";
import { read } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { asOf } from "@/lib/ledger/asOf";
import { openCheckpoint, type Trust } from "@/lib/tlog/checkpoint";
import { base64 } from "@/lib/tlog/hash";
import { cosignersOf } from "./beside";
import { standingFault } from "./end";
import { countOpen, openFindings } from "./findings";
import { placesTaken, readHead } from "./head";
import { logStorage } from "./open";
import { publishedCheckpoint } from "./proofs";
import { CHECKPOINTS, COUNT_CHECKPOINTS } from "./queries";
import { lastVerification, ownTrust } from "./verification";

const SHOWN = 200;

const Row = z.object({ size: z.int(), root: z.string(), note: z.string(), recordedAt: z.string() });

/** Which of the configured witnesses really cosigned a checkpoint. What the database says of that is not believed. */
function witnessesOf(note: string, trust: Trust): string[] {
  const opened = openCheckpoint(note, trust, verifyEd25519);
  return opened.valid ? opened.witnesses.map(({ name }) => name) : [];
}

/** What the log holds, what was published, what the last verification found. */
export async function logState(): Promise<LogReply> {
  const [keys, published, trust, fault] = await Promise.all([
    publicKeys(),
    publishedCheckpoint(logStorage()),
    ownTrust(),
    standingFault(),
  ]);
  const { origin } = keys;
  return read(async (tx) => {
    const page = { before: Number.MAX_SAFE_INTEGER, limit: SHOWN };
    const speaksAsOf = await asOf(tx);
    const head = await readHead(tx);
    const rows = await tx.rows(CHECKPOINTS, page, Row);
    const [counted] = await tx.rows(COUNT_CHECKPOINTS, {}, z.object({ total: z.int() }));
    return {
      origin,
      keys,
      // Where the head is wrong, the places that are taken say how many entries there are.
      size: fault ? await placesTaken(tx) : (head?.size ?? 0),
      fault: fault?.message ?? null,
      published: published
        ? {
            size: published.tree.size,
            root: base64(published.tree.root),
            note: published.note,
            witnesses: witnessesOf(published.note, trust),
          }
        : null,
      checkpoints: rows.flatMap(({ note, ...row }) => {
        const witnesses = cosignersOf({ ...row, note }, trust);
        return witnesses ? [{ ...row, witnesses }] : [];
      }),
      totalCheckpoints: counted?.total ?? 0,
      verified: (await lastVerification(tx)) ?? null,
      findings: countOpen(await openFindings(tx)),
      asOf: speaksAsOf,
    };
  });
}
