import type { Envelope } from "@/graph-schema/envelope";
import type { Handling, IncidentRow } from "@/lib/contract/incidents";
import type { Who } from "@/lib/contract/reply";
import type { LoadedIncident } from "./load";
import type { IncidentState } from "./state";
import type { Texts } from "./texts";

/** Every act about an incident, once. */
export function actsOf({ opened, notes, cause, actions, closed }: IncidentState): Envelope[] {
  const corrective = actions.flatMap(({ event, completion }) => (completion ? [event, completion] : [event]));
  return [
    ...(opened ? [opened] : []),
    ...notes,
    ...(cause ? [cause.event] : []),
    ...corrective,
    ...(closed ? [closed.event] : []),
  ];
}

function fact(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** An incident in short. Pure. */
export function incidentRow({ artifact, concerns, state, since }: LoadedIncident, texts: Texts): IncidentRow {
  return {
    id: artifact.id,
    kind: fact(artifact.facts.kind),
    severity: fact(artifact.facts.severity),
    state: state.name,
    since,
    recordedAt: artifact.recordedAt,
    eventId: artifact.eventId,
    concerns: [...concerns],
    title: texts(state.opened, "title"),
    openActions: state.actions.filter((action) => action.state === "planned").length,
  };
}

type Name = (account: string) => Who;

function act(event: Envelope, who: Name) {
  return { eventId: event.id, by: who(event.actor.account), at: event.at, recordedAt: event.recorded_at };
}

/** What people did about an incident, with their names and what they wrote. Pure. */
export function handlingOf(
  { opened, notes, cause, actions, closed }: IncidentState,
  who: Name,
  texts: Texts,
): Handling {
  return {
    opened: opened && act(opened, who),
    description: texts(opened, "description"),
    notes: notes.map((event) => ({ ...act(event, who), text: texts(event, "text") })),
    cause: cause && {
      ...act(cause.event, who),
      cause: cause.code,
      artifacts: [...cause.artifacts],
      reason: texts(cause.event, "reason"),
    },
    actions: actions.map(({ event, completion, kind, state, artifact, policySha256 }) => ({
      ...act(event, who),
      kind,
      state,
      artifact,
      policySha256,
      text: texts(event, "text"),
      completion: completion && { ...act(completion, who), text: texts(completion, "text") },
    })),
    closed: closed && {
      ...act(closed.event, who),
      noCauseFound: closed.noCauseFound,
      reason: texts(closed.event, "reason"),
    },
  };
}
