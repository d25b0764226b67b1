import { randomUUID } from "node:crypto";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { alerting } from "@/lib/alerts/alert";
import { Anchors } from "@/lib/anchors/open";
import { configuration } from "@/lib/env";
import { closeGraph } from "@/lib/graph/session";
import { log, told } from "@/lib/http/log";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { type Breach, raiseFirst } from "@/lib/log/findings";
import { heartbeatIfIdle } from "@/lib/log/heartbeat";
import { logStorage } from "@/lib/log/open";
import { wrongRowsBeside } from "@/lib/privacy/wrong-rows";
import { keepAlerting } from "./alert";
import { anchorLast, keepAnchoring } from "./anchor";
import { eraseBeside, keepErasing, keepRetaining, keepTellingOfQuarantine } from "./erase";
import { keepExpiring } from "./expire";
import { keepIntegrating } from "./integrate";
import { keepReconciling } from "./reconcile";
import { keepReporting } from "./report";
import { keepSweeping } from "./sweep";

const TOLD_AGAIN_MS = 60_000;

async function alarm(system: EnvelopeActor, breaches: readonly Breach[]): Promise<void> {
  for (const { breach, event } of await raiseFirst(system, breaches)) {
    log.error({ finding: breach, event }, "the record is not what it should be");
  }
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

/** Says the same thing at most once a minute: witnesses are asked several times a second. */
function teller(): (what: string) => void {
  const saidAt = new Map<string, number>();
  return (what) => {
    const now = Date.now();
    if ((saidAt.get(what) ?? 0) < now - TOLD_AGAIN_MS) {
      for (const [other, at] of saidAt) {
        if (at < now - TOLD_AGAIN_MS) {
          saidAt.delete(other);
        }
      }
      saidAt.set(what, now);
      log.warn({ anchors: what }, "an anchor outside of this installation fails");
    }
  };
}

/** Integrates, anchors and verifies the log, and tells of what is found, until the process is told to stop. */
export async function work(): Promise<void> {
  const storage = logStorage();
  const signal = interrupted();
  await ensureSystemAccounts();
  const system = await builtInActor("system");
  const onTrouble = (error: unknown) => log.warn(told(error), "the worker tries again");
  const anchors = new Anchors(configuration().anchors, teller());
  const { cosign, compare } = anchors;
  const anchoring = { anchors, storage, signal, onTrouble };
  console.log("READY");
  await Promise.all([
    keepIntegrating({
      storage,
      me: randomUUID(),
      signal,
      cosign,
      onTrouble,
      async onRound({ quarantined, size }) {
        await alarm(
          system,
          quarantined.map(({ id, why }) => ({ kind: "quarantined", detail: `event ${id}: ${why}` })),
        );
        await heartbeatIfIdle(system, size);
        await eraseBeside(storage);
      },
      onTampered: ({ kind, message }) => alarm(system, [{ kind, detail: message }]),
    }),
    keepAnchoring(anchoring),
    keepReconciling({ system, signal, onTrouble }),
    keepAlerting({ system, channels: alerting(), signal, onTrouble }),
    keepExpiring({ system, signal, onTrouble }),
    keepErasing({ system, signal, onTrouble }),
    keepRetaining({ system, signal, onTrouble }),
    keepTellingOfQuarantine({ system, signal, onTrouble }),
    keepReporting({ system, signal, onTrouble }),
    keepSweeping({
      storage,
      signal,
      compare,
      rows: wrongRowsBeside,
      onTrouble,
      onBreaches: (breaches) => alarm(system, breaches),
    }),
  ]);
  await anchorLast(anchoring);
  await closeGraph();
}
