import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { Answered } from "@/lib/contract/inbox";
import type { ReadTx } from "@/lib/graph/session";
import { openParts } from "@/lib/ledger/parts";
import { whoIs } from "./names";

const Comment = z.object({ text: z.string() });

/** Who did each of these signed acts, when, and why in their own words, as far as the reader may know; by the event's id. */
export async function answered(
  tx: ReadTx,
  acts: readonly Envelope[],
  mayRead: boolean,
): Promise<Map<string, Answered>> {
  const who = await whoIs(
    tx,
    acts.map(({ actor }) => actor.account),
  );
  const comments = await openParts(tx, acts, "comment", mayRead);
  return new Map(
    acts.map(({ id, actor, recorded_at: at }) => {
      const part = comments.get(id);
      const text = Comment.safeParse(part?.content).data?.text ?? null;
      return [id, { by: who(actor.account), at, eventId: id, why: { state: part?.state ?? "erased", text } }];
    }),
  );
}
