import { amount, counted } from "@/lib/contract/amount";
import { RecordReply } from "@/lib/contract/record";
import { type Door, UnexpectedAnswer } from "./door";
import { batches, type SeedEvent } from "./seed";

/** How far sending came. */
export interface Sent {
  readonly sent: number;
  readonly total: number;
  /** Events that the app had already: a seed that is sent again adds nothing. */
  readonly duplicates: number;
  readonly seconds: number;
}

/** What is sent, and in how large requests. */
export interface Shipment {
  readonly project: string;
  readonly events: Iterable<SeedEvent>;
  readonly total: number;
  readonly batchSize: number;
}

/** Sends events in order, batch by batch, and tells `onProgress` after each. */
export async function sendSeed(
  door: Door,
  { project, events, total, batchSize }: Shipment,
  onProgress: (sent: Sent) => void,
): Promise<Sent> {
  const began = performance.now();
  let state: Sent = { sent: 0, total, duplicates: 0, seconds: 0 };
  for (const batch of batches(events, batchSize)) {
    const answer = await door.send("POST", ["projects", project, "events"], batch);
    const reply = RecordReply.safeParse(answer.body);
    if (!reply.success) {
      throw new UnexpectedAnswer(`events ${state.sent + 1} to ${state.sent + batch.length}`, answer);
    }
    const again = reply.data.receipts.filter(({ status }) => status === "duplicate").length;
    state = {
      sent: state.sent + batch.length,
      total,
      duplicates: state.duplicates + again,
      seconds: (performance.now() - began) / 1000,
    };
    onProgress(state);
  }
  return state;
}

/** One line about how far sending came, how fast it goes and how long it will take. */
export function progressLine({ sent, total, seconds }: Sent): string {
  const rate = seconds > 0 ? sent / seconds : 0;
  const left = rate > 0 ? (total - sent) / rate : 0;
  const percent = total > 0 ? (100 * sent) / total : 100;
  return `${amount(sent)} of ${counted(total, "event")} (${percent.toFixed(0)} %), ${rate.toFixed(0)} per second, ${left.toFixed(0)} s left`;
}
