import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { instantOf } from "@/graph-schema/values";
import { read } from "@/lib/graph/session";
import { record } from "@/lib/ledger/record";
import { readHead } from "./head";

/** A log that says nothing for longer than this is not idle: somebody keeps it from growing. */
const IDLE_MS = 60 * 60 * 1_000;
const LOOK_EVERY_MS = 60_000;

let lookedAt = 0;

/**
 * Records a heartbeat when the log of `size` entries did not grow for an hour, so that a stale checkpoint can be told from
 * an idle log. A checkpoint is never signed again for the same size.
 */
export async function heartbeatIfIdle(system: EnvelopeActor, size: number): Promise<void> {
  if (size === 0 || Date.now() - lookedAt < LOOK_EVERY_MS) {
    return;
  }
  lookedAt = Date.now();
  const head = await read(readHead);
  if (head && Date.now() - Date.parse(instantOf(head.stamp)) > IDLE_MS) {
    await record({ project: DEFAULT_PROJECT, action: "heartbeat", origin: "acted", outcome: "done", actor: system });
  }
}
