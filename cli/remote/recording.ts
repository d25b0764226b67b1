import { Unreachable } from "@/cli/sample/door";
import { repeatedly } from "@/lib/client/bring";
import { counted } from "@/lib/contract/amount";
import { RecordReply } from "@/lib/contract/record";
import type { JsonValue } from "./json-values";
import type { Refused, Remote } from "./remote";

/** What became of the events of one batch. */
export interface Recorded {
  readonly recorded: number;
  readonly duplicates: number;
  /** How many wait in quarantine with this batch, and the act that set them aside. */
  readonly quarantined: number;
  readonly act?: string | undefined;
}

/** Sending again is safe: what was recorded is a duplicate then. */
export function patiently<T>(send: () => Promise<T>, pauseMs?: number): Promise<T> {
  return repeatedly(send, (error) => error instanceof Unreachable, pauseMs);
}

/** Sends one batch as it stands in the input: the app judges every character of it. */
export async function recordBatch(app: Remote, batch: readonly JsonValue[]): Promise<Recorded> {
  const body = `[${batch.map(({ text }) => text).join(",")}]`;
  const { receipts } = await patiently(() => app.tell(RecordReply, ["events"], body));
  const duplicates = receipts.filter(({ status }) => status === "duplicate").length;
  const waiting = receipts.filter(({ status }) => status === "quarantined");
  const quarantined = waiting.length;
  return { recorded: receipts.length - duplicates - quarantined, duplicates, quarantined, act: waiting[0]?.id };
}

/** What became of all batches together. */
export function sayRecorded({ recorded, duplicates, quarantined }: Omit<Recorded, "act">): string {
  const before = duplicates > 0 ? `, ${counted(duplicates, "was", "were")} recorded before` : "";
  if (quarantined === 0) {
    return `${counted(recorded, "event")} recorded${before}`;
  }
  return recorded + duplicates === 0
    ? `Nothing was recorded: ${quarantined === 1 ? "the event waits" : `all ${counted(quarantined, "event")} wait`} in quarantine`
    : `${counted(recorded, "event")} recorded${before}, ${counted(quarantined, "waits", "wait")} in quarantine`;
}

/** That a batch waits, and under which act. */
export function sayQuarantined(count: number, act: string): string {
  return count === 1
    ? `1 event not recorded: something personal is in it. It waits in quarantine as ${act}.`
    : `${counted(count, "event")} not recorded: something personal is in at least one of them. They wait in quarantine as ${act}.`;
}

/** What was wrong with a batch, each with the line of the input and the place within its event. */
export function sayFaults(file: string, batch: readonly JsonValue[], { problem }: Refused): string[] {
  return (problem.errors ?? []).map(({ pointer, detail }) => {
    const [, index, rest] = /^\/(\d+)(.*)$/s.exec(pointer) ?? [];
    const value = batch[Number(index)];
    return value
      ? `${file}:${value.line} ${rest || "(the event)"}: ${detail}`
      : `${file}: ${pointer || "(the batch)"}: ${detail}`;
  });
}
