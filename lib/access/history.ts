import { z } from "zod";
import type { Envelope } from "@/graph-schema/envelope";

/** What is known of a right from the log: which event gave it, when and by whom; and who last said that it is still needed. */
export interface Given {
  readonly eventId: string;
  readonly at: string;
  readonly by: string;
  readonly confirmed?: { readonly at: string; readonly by: string };
}

const Facts = z.object({
  account: z.string().optional(),
  roles: z.array(z.string()).default([]),
  projects: z.array(z.string()).default([]),
  token: z.string().optional(),
});

/** How a role of an account is called here; `project` null is the whole installation. */
export function roleKey(account: string, role: string, project: string | null): string {
  return JSON.stringify([account, role, project]);
}

/** How a token is called here. */
export function tokenKey(id: string): string {
  return `token ${id}`;
}

function keysOf(event: Envelope): string[] {
  const { account, roles, projects, token } = Facts.parse(event.facts ?? {});
  const whose = event.enrols?.account ?? account;
  if (token !== undefined) {
    return [tokenKey(token)];
  }
  const places = projects.length > 0 ? projects : [null];
  return whose === undefined ? [] : places.flatMap((place) => roles.map((role) => roleKey(whose, role, place)));
}

/** What each right that is in force rests on, out of the events about rights in the order of the log. */
export function historyOf(events: readonly Envelope[]): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const event of events) {
    const by = event.actor.account;
    for (const key of keysOf(event)) {
      const known = given.get(key);
      if (event.action === "revoke_access") {
        given.delete(key);
      } else if (event.action === "confirm_access") {
        known && given.set(key, { ...known, confirmed: { at: event.recorded_at, by } });
      } else {
        given.set(key, { eventId: event.id, at: event.recorded_at, by });
      }
    }
  }
  return given;
}
