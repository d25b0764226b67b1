import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { impersonalPointer } from "@/lib/contract/impersonal-pointer";
import { reason } from "@/lib/errors";
import { type Caller, nobody } from "@/lib/identity/caller";
import { subjectKey } from "@/lib/keys/names";
import type { Draft, Json, Recorded } from "@/lib/ledger/draft";
import type { Unfit } from "./input";
import { keep, keepAttempt } from "./keep";
import { problem } from "./reply";
import type { Visit } from "./visit";

const REASONS_KEPT = 20;

/** Where the visitor came from; personal data, so it is encrypted under the key of whoever it tells about. */
function from(visit: Visit, caller: Caller) {
  const content = { address: visit.address, agent: visit.agent ?? "", request: visit.id };
  return { name: "from", key: subjectKey(caller.actor.account), content };
}

function deniedDraft(visit: Visit, caller: Caller, reasons: readonly Reason[], project: string): Draft {
  return {
    project,
    action: "denied",
    origin: "acted",
    outcome: "refused",
    actor: caller.actor,
    reasons,
    facts: { route: visit.path, method: visit.method },
    payloads: [from(visit, caller)],
  };
}

function idOf(recorded: Recorded | "counted"): { recorded?: string } {
  return recorded === "counted" ? {} : { recorded: recorded.id };
}

/** A row that somebody edited is on record as such; whoever shows its secret is told no more than that it is unknown. */
function toldOf(why: Reason): Reason {
  return why.code === "row_mac_invalid" ? reason("session_unknown") : why;
}

/** 401: nobody, or nobody any more. Repeats from one address are counted together. */
export async function unidentified(visit: Visit, why: Reason): Promise<Response> {
  const caller = await nobody();
  const key = `denied ${visit.address} ${visit.method} ${visit.path} ${why.code}`;
  const recorded = await keepAttempt(key, deniedDraft(visit, caller, [why], DEFAULT_PROJECT), visit.now);
  const told = { title: "Sign in first", status: 401, reasons: [toldOf(why)], ...idOf(recorded) };
  return problem(told, { "www-authenticate": 'Bearer realm="pedigree"' });
}

/** 403: somebody who may not. Each one is on record by itself. */
export async function forbidden(
  visit: Visit,
  caller: Caller,
  reasons: readonly Reason[],
  project: string,
): Promise<Response> {
  const draft = deniedDraft(visit, caller, reasons, project);
  const isStranger = caller.via === "nobody";
  const key = `denied ${visit.address} ${visit.method} ${visit.path} ${reasons[0]?.code}`;
  const recorded = isStranger ? await keepAttempt(key, draft, visit.now) : await keep(draft);
  return problem({ title: "You may not do this", status: 403, reasons: [...reasons], ...idOf(recorded) });
}

/** 429. A flood must not become a flood of records, whoever sends it. */
export async function tooMany(visit: Visit, caller: Caller, seconds: number): Promise<Response> {
  const why = reason("too_many_requests");
  const key = `rate ${visit.address} ${caller.actor.account}`;
  const recorded = await keepAttempt(key, deniedDraft(visit, caller, [why], DEFAULT_PROJECT), visit.now);
  const told = { title: "Too many requests", status: 429, reasons: [why], ...idOf(recorded) };
  return problem(told, { "retry-after": String(seconds) });
}

/** 405: whoever asks; what the method would have done here is done by nobody. */
export async function notOffered(visit: Visit, caller: Caller, offers: readonly string[]): Promise<Response> {
  const why = reason("method_not_offered");
  const draft: Draft = { ...deniedDraft(visit, caller, [why], DEFAULT_PROJECT), action: "refuse" };
  const key = `not offered ${visit.address} ${visit.method} ${visit.path}`;
  const recorded = caller.via === "nobody" ? await keepAttempt(key, draft, visit.now) : await keep(draft);
  const detail = `It takes ${offers.join(", ")}, not ${visit.method}.`;
  const told = { title: "The address does not take this method", status: 405, detail, reasons: [why] };
  return problem({ ...told, ...idOf(recorded) }, { allow: offers.join(", ") });
}

/** What was asked, for the encrypted part: it may hold anything that the caller wrote. */
export interface Sought {
  readonly params: Json;
  readonly query: string;
}

function failureDraft(visit: Visit, caller: Caller, project: string, sought: Sought): Draft {
  return {
    project,
    // A look that found nothing is still a look; an act that could not begin is a refused one.
    action: visit.method === "GET" || visit.method === "HEAD" ? "view" : "refuse",
    origin: "acted",
    outcome: "failed",
    actor: caller.actor,
    facts: { route: visit.path, method: visit.method },
    payloads: [{ name: "request", key: subjectKey(caller.actor.account), content: { ...sought } }],
  };
}

/** The run, request or event that was sought, by its name. A UUID tells nothing of anybody, so it stays readable in the record. */
function soughtFact({ params }: Sought): { sought?: string } {
  const named = z.object({ id: z.uuid() }).safeParse(params);
  return named.success ? { sought: named.data.id } : {};
}

/** 404: that there is nothing is an answer too, and so it is on record before it is given. */
export async function notFound(visit: Visit, caller: Caller, project: string, sought: Sought, detail: string) {
  const failure = failureDraft(visit, caller, project, sought);
  const draft = { ...failure, facts: { ...failure.facts, ...soughtFact(sought) }, reasons: [reason("not_found")] };
  const isStranger = caller.via === "nobody";
  const key = `not found ${visit.address} ${visit.path}`;
  const recorded = isStranger ? await keepAttempt(key, draft, visit.now) : await keep(draft);
  return problem({ title: "Not found", status: 404, detail, ...idOf(recorded) });
}

/** Records, if that is possible, that a request failed by a fault of ours. */
export async function failed(visit: Visit, caller: Caller, project: string, sought: Sought): Promise<void> {
  const draft = failureDraft(visit, caller, project, sought);
  await keep({ ...draft, reasons: [reason("unexpected_error", { request: visit.id })] });
}

/** 400, 413, 415, 422: a request that means nothing. The record has the places that were wrong, never what stood there. */
export async function unusable(
  visit: Visit,
  caller: Caller,
  project: string,
  { status, title, errors }: Unfit,
  schemas: readonly (z.ZodType | false | undefined)[],
): Promise<Response> {
  const known = schemas.filter((schema) => schema instanceof z.ZodType);
  const draft: Draft = {
    project,
    action: "refuse",
    origin: "acted",
    outcome: "refused",
    actor: caller.actor,
    reasons: errors
      .slice(0, REASONS_KEPT)
      .map(({ code, pointer }) => reason(code, { pointer: impersonalPointer(pointer, known) })),
    facts: { route: visit.path, method: visit.method },
  };
  const isStranger = caller.via === "nobody";
  const recorded = isStranger
    ? await keepAttempt(`unusable ${visit.address} ${visit.path} ${errors[0]?.code}`, draft, visit.now)
    : await keep(draft);
  return problem({ title, status, errors: [...errors], ...idOf(recorded) });
}
