import type { Envelope } from "../envelope";
import { LABEL_OF, type Ref, refKey } from "../names";

type Scalar = string | number | boolean;
type Properties = Record<string, Scalar>;

/** What one event adds to the graph, besides its own AuditEvent node. */
export interface Projection {
  readonly nodes: readonly { readonly label: string; readonly properties: Properties }[];
  readonly links: readonly {
    readonly rel: string;
    readonly from: Ref;
    readonly to: Ref;
    readonly properties: Properties;
  }[];
  readonly about: readonly { readonly ref: Ref; readonly role: string }[];
  readonly agents: readonly { readonly type: string; readonly account: string; readonly person?: string }[];
}

/**
 * A fact as a property: scalars as they are, maps as their JSON text with sorted names, because Neo4j has no map
 * properties and equal facts must be equal texts.
 */
export function asProperty(value: unknown): Scalar {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  const names = Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(names));
}

function artifacts(event: Envelope): Projection["nodes"] {
  return (event.created ?? []).map(({ type, id, facts }) => ({
    label: LABEL_OF[type],
    properties: {
      ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, asProperty(value)])),
      project: event.project,
      type,
      id,
      event_id: event.id,
      stamp: event.stamp,
      recorded_at: event.recorded_at,
      origin: event.origin,
    },
  }));
}

function links(event: Envelope): Projection["links"] {
  return (event.links ?? []).map(({ rel, from, to, role }) => ({
    rel,
    from,
    to,
    properties: {
      event_id: event.id,
      stamp: event.stamp,
      origin: event.origin,
      ...(role === undefined ? {} : { role }),
    },
  }));
}

/** The artifacts that the event speaks about, each once, under its most telling role. A refusal creates nothing. */
function about(event: Envelope): Projection["about"] {
  const roles = new Map<string, { ref: Ref; role: string }>();
  const add = (refs: readonly Ref[], role: string) => {
    for (const { type, id } of refs) {
      const key = refKey({ type, id });
      if (!roles.has(key)) {
        roles.set(key, { ref: { type, id }, role });
      }
    }
  };
  add(event.subject ? [event.subject] : [], "subject");
  add(event.created ?? [], "created");
  add(event.confirmed ?? [], "confirmed");
  add(event.related ?? [], "related");
  return [...roles.values()];
}

/**
 * What `event` adds to the graph. Pure: it reads the envelope and nothing else, so that replaying the log
 * makes the same graph again, without any key.
 */
export function project(event: Envelope): Projection {
  return {
    nodes: artifacts(event),
    links: links(event),
    about: about(event),
    agents: event.enrols ? [event.enrols] : [],
  };
}
