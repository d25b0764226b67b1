import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";
import type { Told } from "@/lib/contract/incidents";
import type { ReadTx } from "@/lib/graph/session";
import { openPayloads } from "@/lib/ledger/parts";
import { storedEvent } from "@/lib/ledger/trail";

const Text = z.object({ text: z.string() });

/** What people wrote with their acts, by event and part. */
export type Texts = (event: Envelope | null | undefined, part: string) => Told | null;

/** Reads what people wrote with these acts; hidden from those who may not read it. */
export async function textsOf(tx: ReadTx, events: readonly Envelope[], mayRead: boolean): Promise<Texts> {
  const found = new Map<string, Told>();
  for (const { id } of events.filter(({ payloads }) => payloads !== undefined)) {
    const stored = await storedEvent(tx, id);
    for (const { name, state, content } of stored ? await openPayloads(stored, mayRead) : []) {
      found.set(`${id} ${name}`, { state, text: Text.safeParse(content).data?.text ?? null });
    }
  }
  return (event, part) => (event ? (found.get(`${event.id} ${part}`) ?? null) : null);
}
