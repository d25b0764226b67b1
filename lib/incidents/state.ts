import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import type { IncidentStateName } from "@/lib/contract/incidents";

/** A corrective action: planned, then done, or done at once. */
export interface Action {
  readonly event: Envelope;
  readonly kind: string;
  readonly artifact: Ref | null;
  readonly policySha256: Digest | null;
  readonly completion: Envelope | null;
  readonly state: "planned" | "done";
}

/** What people did about an incident, by their signed events alone. */
export interface IncidentState {
  readonly name: IncidentStateName;
  readonly opened: Envelope | null;
  readonly since: string | null;
  readonly notes: readonly Envelope[];
  readonly cause: { readonly event: Envelope; readonly code: string; readonly artifacts: readonly Ref[] } | null;
  readonly actions: readonly Action[];
  readonly closed: { readonly event: Envelope; readonly noCauseFound: boolean } | null;
}

const NEW: IncidentState = {
  name: "reported",
  opened: null,
  since: null,
  notes: [],
  cause: null,
  actions: [],
  closed: null,
};

/** What an act was about besides the incident itself. */
function others({ subject, related = [] }: Envelope): Ref[] {
  return related.filter(({ type, id }) => type !== subject?.type || id !== subject?.id);
}

function begun(state: IncidentState, event: Envelope): IncidentState {
  const { since } = ACTIONS.open_incident.facts.parse(event.facts ?? {});
  return { ...state, name: "open", opened: event, since: since ?? event.at };
}

function acted(event: Envelope): Action {
  const facts = ACTIONS.correct.facts.parse(event.facts ?? {});
  return {
    event,
    kind: facts.kind ?? "other",
    state: facts.state ?? "planned",
    artifact: others(event)[0] ?? null,
    policySha256: facts.policy_sha256 ?? null,
    completion: null,
  };
}

/** An action that names an earlier one says that this is done by now. */
function corrected(actions: readonly Action[], event: Envelope): Action[] {
  const next = acted(event);
  return event.refers_to === undefined
    ? [...actions, next]
    : actions.map((action) =>
        action.event.id === event.refers_to
          ? {
              ...action,
              completion: event,
              state: "done",
              artifact: next.artifact ?? action.artifact,
              policySha256: next.policySha256 ?? action.policySha256,
            }
          : action,
      );
}

const Cause = z.object({ cause: z.string().default("other") });
const Closing = z.object({ no_cause_found: z.boolean().default(false) });

function after(state: IncidentState, event: Envelope): IncidentState {
  switch (event.action) {
    case "open_incident":
      return begun(state, event);
    case "note":
      return { ...state, notes: [...state.notes, event] };
    case "find_cause":
      return { ...state, cause: { event, code: Cause.parse(event.facts ?? {}).cause, artifacts: others(event) } };
    case "correct":
      return { ...state, actions: corrected(state.actions, event) };
    case "close_incident": {
      const noCauseFound = Closing.parse(event.facts ?? {}).no_cause_found;
      return { ...state, name: "closed", closed: { event, noCauseFound } };
    }
    default:
      return state;
  }
}

/** Where an incident stands after these acts, in their order. Pure; only acts count, and only those that were done. */
export function stateAfter(taken: readonly Envelope[]): IncidentState {
  return taken.filter(({ origin, outcome }) => origin === "acted" && outcome === "done").reduce(after, NEW);
}
