import type { ActReply } from "@/lib/contract/promotion";
import type { ClaimReply, LogBody, ReproductionsQuery } from "@/lib/contract/reproduction";
import type { Acted } from "@/lib/identity/act";
import type { Caller } from "@/lib/identity/caller";
import type { Recorded } from "@/lib/ledger/draft";
import { record } from "@/lib/ledger/record";
import { keepLog } from "@/lib/reproduction/requests/keep-log";
import { takeReproduction } from "@/lib/reproduction/requests/take";
import { listReproductions, type Reader, viewReproduction } from "@/lib/reproduction/requests/view";
import { acted } from "./acted";
import type { Asked, Done, Looked, RefusedAct } from "./result";

type Context = Pick<Asked<unknown, unknown, unknown>, "caller" | "project">;

/** What a command said and which values came is for those who may have a prediction run again, and for those who may read payloads. */
export function reproductionReader({ actor, permissions }: Caller): Reader {
  return { actor, mayReadTold: permissions.has("reproduction:request") || permissions.has("audit:payload") };
}

/** The list of new runs, and what to record of the look. */
export async function lookAtReproductions({ caller, project }: Context, query: ReproductionsQuery): Promise<Looked> {
  const body = await listReproductions(project, query, reproductionReader(caller));
  const shown = body.reproductions.map(({ id }) => id);
  const about =
    query.prediction === undefined ? {} : { subject: { type: "prediction", id: query.prediction } as const };
  const isKnown = body.reproductions.length > 0;
  const look = {
    action: "view",
    ...(isKnown ? about : {}),
    facts: { of: "reproductions", total: body.total },
    shown,
  } as const;
  return { body, look };
}

/** One new run, and what to record of the look. */
export async function lookAtReproduction({ caller, project }: Context, id: string): Promise<Looked> {
  const body = await viewReproduction(project, id, reproductionReader(caller));
  const subject = { type: "prediction", id: body.reproduction.prediction } as const;
  return { body, look: { action: "view", subject, refersTo: id, facts: { of: "reproduction" }, shown: [id] } };
}

/** The door's answer to a request, a withdrawal or a verdict. */
export function reproductionActed(result: Acted<{ readonly recorded: Recorded }>): Done | RefusedAct {
  return acted(result, ({ recorded }) => ({ body: { event: recorded, made: null, gate: null } satisfies ActReply }));
}

/** The door's answer to a runner that asks for work. */
export async function workGiven({ actor, projects }: Caller): Promise<Done> {
  const { work, recorded } = await takeReproduction({ actor, projects });
  const [first, ...rest] = recorded;
  const body: ClaimReply = { work };
  return { outcome: "done", status: 200, recorded: first ? [first, ...rest] : { exempt: "runner_poll" }, body };
}

/** The door's answer to a runner that tells how far it is. */
export async function logKept(
  { actor, project }: Pick<Asked<unknown, unknown, unknown>, "actor" | "project">,
  id: string,
  body: LogBody,
): Promise<Done | RefusedAct> {
  const { subject, reasons } = await keepLog({ account: actor.account, project }, id, body);
  if (reasons.length === 0) {
    return { outcome: "done", status: 204, recorded: { exempt: "runner_log" }, body: null };
  }
  const recorded = await record({
    project,
    action: "refuse",
    origin: "acted",
    outcome: "refused",
    actor,
    subject,
    refersTo: id,
    reasons,
    facts: { route: "/projects/{project}/reproductions/{id}/log", method: "POST" },
  });
  return { outcome: "refused", reasons, recorded };
}
