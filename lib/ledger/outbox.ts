import { createHmac } from "node:crypto";
import { dataKey } from "@/lib/keys/client";

/** An event on its way into the log: its id, its stamp and its signed note. */
export interface Outgoing {
  readonly id: string;
  readonly stamp: number;
  readonly note: string;
}

/**
 * A seal for each event that this installation signed, under a key outside of the database (HMAC-SHA-256, base64): who
 * gives events their places in the log checks it in a fraction of the time that the signature takes.
 */
export async function outboxSeals(events: readonly Outgoing[]): Promise<string[]> {
  const key = await dataKey("outbox");
  return events.map(({ id, stamp, note }) =>
    createHmac("sha256", key).update(`${id}\n${stamp}\n`).update(note).digest("base64"),
  );
}
