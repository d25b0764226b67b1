import { randomUUID } from "node:crypto";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { artifactStore } from "@/lib/artifacts/open";
import { configuration } from "@/lib/env";
import { logStorage } from "@/lib/log/open";
import type { Reconciling } from "./runner";

const DAY_MS = 86_400_000;

/** A run as this installation is configured to make it, by this process. */
export function configuredRun(system: EnvelopeActor, mode: Reconciling["mode"]): Reconciling {
  const { reconciliation, artifacts } = configuration();
  return {
    system,
    mode,
    store: artifactStore(),
    log: logStorage(),
    me: randomUUID(),
    periodMs: reconciliation.days * DAY_MS,
    // What is being uploaded for longer is given up.
    graceMs: artifacts.uploadDays * DAY_MS,
    bytesPerSecond: reconciliation.megabytesPerSecond * 1e6,
  };
}
