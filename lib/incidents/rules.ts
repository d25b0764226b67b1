import type { Reason } from "@/graph-schema/envelope";
import type { CloseBody, CompleteBody, CorrectBody } from "@/lib/contract/incidents";
import { reason } from "@/lib/errors";
import type { Action, IncidentState } from "./state";

/** Why nothing may be done about the incident now. An empty list means that something may. */
export function reasonsIncidentIsShut({ name }: IncidentState): Reason[] {
  if (name === "reported") {
    return [reason("incident_not_taken_up")];
  }
  return name === "closed" ? [reason("incident_closed")] : [];
}

/** Why a reported incident may not be taken up: somebody did already. */
export function reasonsToRefuseTakingUp({ name }: IncidentState): Reason[] {
  return name === "reported" ? [] : [reason(name === "open" ? "incident_open" : "incident_closed")];
}

type CarriedOut = Pick<CompleteBody, "artifact" | "policySha256">;

const BY: Readonly<Record<string, readonly string[]>> = {
  policy_change: ["policy"],
  rollback: ["deployment"],
  retrain: ["run", "model_version"],
};

/** Why an action may not be said to be done: what it was done by must be on record, or be named by its digest. */
function reasonsNotDone(kind: string, { artifact, policySha256 }: CarriedOut): Reason[] {
  const isNamed = artifact !== undefined || (kind === "policy_change" && policySha256 !== undefined);
  return BY[kind] === undefined || isNamed ? [] : [reason("action_needs_evidence", { kind })];
}

function reasonsUnfit(kind: string, { artifact }: CarriedOut): Reason[] {
  const fitting = BY[kind];
  return artifact && fitting && !fitting.includes(artifact.type)
    ? [reason("action_of_other_kind", { kind, type: artifact.type })]
    : [];
}

/** Why a corrective action may not be recorded as it is told. */
export function reasonsToRefuseAction(state: IncidentState, told: CorrectBody): Reason[] {
  return [
    ...reasonsIncidentIsShut(state),
    ...reasonsUnfit(told.kind, told),
    ...(told.state === "done" ? reasonsNotDone(told.kind, told) : []),
  ];
}

/** Why an action may not be said to be done now. */
export function reasonsToRefuseCompletion(
  state: IncidentState,
  action: Action | undefined,
  told: CompleteBody,
): Reason[] {
  if (!action) {
    return [reason("action_unknown")];
  }
  const known = {
    artifact: told.artifact ?? action.artifact ?? undefined,
    policySha256: told.policySha256 ?? action.policySha256 ?? undefined,
  };
  return [
    ...reasonsIncidentIsShut(state),
    ...(action.state === "done" ? [reason("action_done")] : []),
    ...reasonsUnfit(action.kind, told),
    ...reasonsNotDone(action.kind, known),
  ];
}

/** Why the incident may not be closed: without a cause, or without saying that none was found; or with something left to do. */
export function reasonsToRefuseClosing(state: IncidentState, { noCauseFound }: CloseBody): Reason[] {
  const open = state.actions.filter((action) => action.state === "planned").length;
  return [
    ...reasonsIncidentIsShut(state),
    ...(state.cause === null && !noCauseFound ? [reason("cause_missing")] : []),
    ...(state.cause !== null && noCauseFound ? [reason("cause_found")] : []),
    ...(open > 0 ? [reason("actions_open", { open })] : []),
  ];
}
