import { subjectKey } from "@/lib/keys/names";
import type { Draft } from "@/lib/ledger/draft";
import { keep } from "./keep";
import { bytes, json, problem } from "./reply";
import type { Asked, Done, Look, Looked, RefusedAct } from "./result";

type Context = Pick<Asked<unknown, unknown, unknown>, "actor" | "project" | "visit">;

/** The event of a look: its focus in the clear; what was asked for and shown tells of who looked, so it lies under their key. */
function lookDraft({ actor, project }: Context, look: Look, search: string): Draft {
  const content = { query: search, shown: look.shown };
  return {
    project,
    action: look.action,
    origin: "acted",
    outcome: "done",
    actor,
    subject: look.subject,
    related: look.related,
    refersTo: look.refersTo,
    facts: { ...look.facts, shown: look.shown.length },
    payloads: [{ name: "shown", key: subjectKey(actor.account), content }],
  };
}

/** Shows what was looked at, after the look is on record; or says why it is not shown, which is on record already. */
export async function answerLook(context: Context, looked: Looked | RefusedAct, search: string): Promise<Response> {
  if ("outcome" in looked) {
    return answerAct(looked);
  }
  if (!("exempt" in looked.look)) {
    await keep(lookDraft(context, looked.look, search));
  }
  return "stream" in looked
    ? bytes(looked.stream, { "content-type": looked.type, ...looked.headers })
    : json(looked.body, 200, looked.headers);
}

/** Answers an act. Its record was committed with it; an act without one is a fault of ours. */
export function answerAct(acted: Done | RefusedAct): Response {
  if (acted.outcome === "done") {
    return json(acted.body, acted.status ?? 201, acted.headers);
  }
  const { reasons, errors, error, recorded } = acted;
  return problem(
    {
      title: acted.title ?? "Refused",
      status: acted.status ?? 409,
      reasons: [...reasons],
      ...(errors ? { errors: [...errors] } : {}),
      ...(error ? { error } : {}),
      ...(recorded === "counted" ? {} : { recorded: recorded.id }),
    },
    acted.headers,
  );
}
