import { z } from "zod";
import type { WireEvent } from "@/graph-schema/wire";
import { sayReason } from "@/lib/contract/reasons";
import type { Receipt, RecordReply, Sendable } from "@/lib/contract/record";
import { treatmentOf } from "@/lib/identity/privacy";
import { SIGNATURE_FAULTS } from "@/lib/identity/signatures";
import type { Fault } from "@/lib/ledger/interpret";
import type { Sent, Source } from "@/lib/ledger/prepare";
import type { Ingested } from "@/lib/ledger/quarantine";
import type { Asked, Done, RefusedAct } from "./result";

/** A batch of a thousand events with sizeable metadata fits. */
export const MAX_EVENTS_BYTES = 32 * 1024 * 1024;

/** Codes that mean: what you say contradicts what is recorded. */
const CONFLICTS = new Set([
  "event_id_conflict",
  "signed_otherwise",
  "artifact_differs",
  "already_linked",
  "artifact_digest_differs",
  "quarantined_otherwise",
]);

function statusOf(faults: readonly Fault[]): 403 | 409 | 422 {
  if (faults.some(({ code }) => SIGNATURE_FAULTS.has(code) || code === "permission_missing")) {
    return 403;
  }
  return faults.some(({ code }) => CONFLICTS.has(code)) ? 409 : 422;
}

const Raw = z.record(z.string(), z.unknown());

/** Who sends events: a service whose token has the scopes may state technical facts, attestations and verdicts of new runs as its own acts. */
export async function sourceOf({ actor, project, caller, visit }: Asked<unknown, unknown, unknown>): Promise<Source> {
  return {
    actor,
    project,
    treatment: await treatmentOf(project, actor, visit.now),
    mayActFacts: actor.type === "service" && (caller.scopes?.includes("acted:facts") ?? false),
    mayAttest: caller.permissions.has("attestation:state"),
    mayReproduce: caller.permissions.has("reproduction:run"),
  };
}

function signedEvent({ envelope, payload, raw }: Exclude<Sendable, WireEvent>): Sent {
  return { envelope, wire: payload, raw };
}

/** Each event as parsed beside itself as sent: digests are over what was sent. */
export function sentEvents(body: Sendable | Sendable[], raw: unknown): Sent[] {
  const [events, raws] = [[body].flat(), z.array(Raw).parse([raw].flat())];
  return events.map((event, index) =>
    "envelope" in event ? signedEvent(event) : { wire: event, raw: raws[index] ?? {} },
  );
}

/** The door's answer to recorded or refused events. */
export function ingested(result: Ingested): Done | RefusedAct {
  if (result.outcome === "refused") {
    const { faults, refusal } = result;
    return {
      outcome: "refused",
      status: statusOf(faults),
      title: "Nothing was recorded but this refusal",
      reasons: [],
      recorded: refusal,
      errors: faults.map(({ pointer, code, params }) => ({ pointer, code, detail: sayReason({ code, params }) })),
    };
  }
  const [first, ...rest] = result.receipts;
  if (!first) {
    throw new Error("events were recorded without a receipt");
  }
  const has = (wanted: Receipt["status"]) => result.receipts.some(({ status }) => status === wanted);
  const status = has("recorded") ? 201 : 200;
  const body: RecordReply = { receipts: [...result.receipts] };
  return { outcome: "done", status: has("quarantined") ? 202 : status, recorded: [first, ...rest], body };
}
