import type { CauseBody, CloseBody, CompleteBody, CorrectBody } from "@/lib/contract/incidents";
import type { Doer } from "@/lib/ledger/deed";
import { type Acted, actOn, recorded, texts } from "./act";
import { reasonsNotPublished } from "./published";
import {
  reasonsIncidentIsShut,
  reasonsToRefuseAction,
  reasonsToRefuseClosing,
  reasonsToRefuseCompletion,
} from "./rules";

/** Records a remark in an incident's timeline. */
export function addNote(acting: Doer, id: string, text: string): Promise<Acted> {
  return actOn(acting, id, async (_, { state }) => ({
    action: "note",
    payloads: texts(acting, { text }),
    reasons: reasonsIncidentIsShut(state),
  }));
}

/** Records what a person takes for the cause, and why. A later one takes the place of an earlier one; both stay on record. */
export function setCause(acting: Doer, id: string, told: CauseBody): Promise<Acted> {
  const { project } = acting;
  return actOn(acting, id, async (tx, { state }) => {
    const known = await recorded(tx, project, told.artifacts);
    return {
      action: "find_cause",
      related: told.artifacts,
      facts: { cause: told.cause },
      payloads: texts(acting, { reason: told.reason }),
      after: known.after,
      reasons: [...reasonsIncidentIsShut(state), ...known.reasons],
    };
  });
}

function evidence({ artifact, policySha256 }: Pick<CompleteBody, "artifact" | "policySha256">) {
  const facts: Record<string, string> = policySha256 ? { policy_sha256: policySha256 } : {};
  return { related: artifact ? [artifact] : [], facts };
}

/** Records what is done, or will be, so that it does not happen again. */
export function addAction(acting: Doer, id: string, told: CorrectBody): Promise<Acted> {
  const { project } = acting;
  return actOn(acting, id, async (tx, { state }) => {
    const { related, facts } = evidence(told);
    const known = await recorded(tx, project, related);
    return {
      action: "correct",
      related,
      facts: { ...facts, kind: told.kind, state: told.state },
      payloads: texts(acting, { text: told.text }),
      after: known.after,
      reasons: [
        ...reasonsToRefuseAction(state, told),
        ...known.reasons,
        ...(await reasonsNotPublished(tx, project, told.policySha256)),
      ],
    };
  });
}

/** Records that a planned action is done; `action` is the event by which it was planned. */
export function completeAction(acting: Doer, id: string, action: string, told: CompleteBody): Promise<Acted> {
  const { project } = acting;
  return actOn(acting, id, async (tx, { state }) => {
    const planned = state.actions.find(({ event }) => event.id === action);
    const { related, facts } = evidence(told);
    const known = await recorded(tx, project, related);
    return {
      action: "correct",
      related,
      facts: { ...facts, ...(planned ? { kind: planned.kind } : {}), state: "done" },
      refersTo: action,
      payloads: texts(acting, { text: told.text }),
      after: known.after,
      reasons: [
        ...reasonsToRefuseCompletion(state, planned, told),
        ...known.reasons,
        ...(await reasonsNotPublished(tx, project, told.policySha256)),
      ],
    };
  });
}

/** Closes an incident whose cause is found, or for which it is said that none was. */
export function closeIncident(acting: Doer, id: string, told: CloseBody): Promise<Acted> {
  return actOn(acting, id, async (_, { state }) => ({
    action: "close_incident",
    facts: { no_cause_found: told.noCauseFound },
    payloads: texts(acting, { reason: told.reason }),
    reasons: reasonsToRefuseClosing(state, told),
  }));
}
