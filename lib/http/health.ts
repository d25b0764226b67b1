import { STATED } from "@/graph-schema/migrations/stated";
import type { HealthReply } from "@/lib/contract/log";
import { within } from "@/lib/deadline";
import { configuration } from "@/lib/env";
import { guardBites } from "@/lib/graph/guard";
import { missingFromSchema } from "@/lib/graph/schema";
import { read } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { standsStill } from "@/lib/ledger/instance";
import { standingFault } from "@/lib/log/end";
import { aboutTheRecord, openFindings } from "@/lib/log/findings";
import { lastVerification } from "@/lib/log/verification";
import { json } from "./reply";

// The probe commits; without this anybody could make the server commit as fast as they can ask.
const PROBE_EVERY_MS = 10_000;

/** Whoever probes does not wait as long as the database may be waited for. */
const DEADLINE_MS = 3_000;

/** What `answer` says, or `otherwise` where it says nothing in time. */
function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  return within(answer, DEADLINE_MS, () => otherwise);
}

async function isDatabaseAlive(): Promise<boolean> {
  return read(lastVerification).then(
    () => true,
    () => false,
  );
}

/** What is wrong with the log's head; null as well where the key process, which knows the log's name, does not answer. */
function logFault(): Promise<string | null> {
  return standingFault().then(
    (fault) => fault?.message ?? null,
    () => null,
  );
}

/** How it is with the record. */
async function recordState(): Promise<HealthReply> {
  const state = await read(async (tx) => ({
    log: await lastVerification(tx),
    recordFault: (await standsStill(tx)) ?? null,
    ...(await openFindings(tx).then(
      (open) => ({ openFindings: aboutTheRecord(open).length, allFindings: open.length }),
      () => ({ openFindings: null, allFindings: null }),
    )),
  }));
  const fault = await logFault();
  const isWell = fault === null && state.recordFault === null && !state.openFindings && !state.log?.found;
  return { ...state, status: isWell ? "ok" : "degraded", logFault: fault, log: state.log ?? "not verified yet" };
}

/**
 * Do this process and its database live, what did the last verification of the log find, how many findings are open, and does
 * the log grow? It answers within seconds, 200 as long as anything can be looked at.
 */
export async function health(): Promise<Response> {
  const state = await inTime<HealthReply | undefined>(
    recordState().catch(() => undefined),
    undefined,
  );
  return state ? json(state, 200) : json({ status: "database unreachable" }, 503);
}

interface State {
  readonly guard: "enforced" | "absent" | "broken" | "unknown";
  readonly keys: "reachable" | "unreachable";
  readonly schema: "complete" | "incomplete" | "unknown";
  readonly record: "open" | "shut" | "unknown";
}

let probed: { at: number; state: Promise<State> } | undefined;

async function guardState(): Promise<State["guard"]> {
  if (configuration().guard === "absent") {
    return (await isDatabaseAlive()) ? "absent" : "unknown";
  }
  return guardBites().then(
    (bites) => (bites ? "enforced" : "broken"),
    () => "unknown",
  );
}

async function keysState(): Promise<State["keys"]> {
  return publicKeys().then(
    () => "reachable",
    () => "unreachable",
  );
}

async function schemaState(): Promise<State["schema"]> {
  return missingFromSchema(STATED).then(
    (missing) => (missing.length === 0 ? "complete" : "incomplete"),
    () => "unknown",
  );
}

function recordingState(): Promise<State["record"]> {
  return read(standsStill).then(
    (fault) => (fault === undefined ? "open" : "shut"),
    () => "unknown",
  );
}

async function probe(): Promise<State> {
  const [guard, keys, schema, record] = await Promise.all([
    inTime(guardState(), "unknown"),
    inTime(keysState(), "unreachable"),
    inTime(schemaState(), "unknown"),
    inTime(recordingState(), "unknown"),
  ]);
  return { guard, keys, schema, record };
}

/**
 * May traffic come in? Tries a really forbidden change and expects the guard's veto, asks the key process, and looks for
 * every constraint and index, and for whether the record stands still: without database or keys nothing can be recorded, so
 * nothing can be shown; without a constraint a thing may be recorded twice.
 */
export async function readiness(): Promise<Response> {
  if (!probed || Date.now() - probed.at > PROBE_EVERY_MS) {
    probed = { at: Date.now(), state: probe() };
  }
  const state = await probed.state;
  const isProtected = state.guard === "enforced" || state.guard === "absent";
  const isReady = isProtected && state.keys === "reachable" && state.schema === "complete" && state.record === "open";
  return json(state, isReady ? 200 : 503);
}
