import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import type { Breach } from "../findings";

/** How many parts of each kind were found where the log accounts for one, up to a stamp. */
export interface Tally {
  event: number;
  artifact: number;
  link: number;
  actor: number;
}

const Counted = z.object({ there: z.int() });
const Stray = z.object({ detail: z.string() });

/** What the graph has of each kind up to `$stamp`; what is younger is still on its way into the log. */
const COUNTS: Readonly<Record<keyof Tally, string>> = {
  event: `
  MATCH (e:AuditEvent) WHERE e.stamp > 0 AND e.stamp <= $stamp
  RETURN count(e) AS there`,
  artifact: `
  MATCH (a:Artifact) WHERE a.stamp <= $stamp
  RETURN count(a) AS there`,
  link: `
  MATCH (:Artifact)-[r]->(:Artifact) WHERE r.stamp <= $stamp
  RETURN count(r) AS there`,
  actor: `
  MATCH (a:Actor)
  WITH count(a) AS all
  RETURN all - COUNT { MATCH (e:AuditEvent) WHERE e.action = 'enrol' AND e.stamp > $stamp AND e.outcome = 'done' } AS there`,
};

/** The name of an event, where somebody wrote one that has a name. */
const NAME = "coalesce(toStringOrNull(e.id), '?')";

/** More than findings are raised of. */
const MOST_NAMED = 1_000;

/** Names some of those that no event made. An event that did names the artifact in its note. */
const SEARCHES: Readonly<Partial<Record<keyof Tally, string>>> = {
  event: `
  MATCH (e:AuditEvent) WHERE e.stamp > 0 AND e.stamp <= $stamp AND NOT EXISTS { (e)-[:LOGGED_AS]->(:LogLeaf) }
  RETURN 'event ' + ${NAME} AS detail LIMIT ${MOST_NAMED}`,
  artifact: `
  MATCH (a:Artifact) WHERE a.stamp <= $stamp
  OPTIONAL MATCH (e:AuditEvent {id: a.event_id})
  WITH a, e WHERE e IS NULL OR NOT e.note CONTAINS a.id
  RETURN a.type + ' ' + a.id AS detail LIMIT ${MOST_NAMED}`,
  link: `
  MATCH (a:Artifact)-[r]->(b:Artifact) WHERE r.stamp <= $stamp
  OPTIONAL MATCH (e:AuditEvent {id: r.event_id})
  WITH a, r, b, e WHERE e IS NULL OR NOT e.note CONTAINS type(r) OR NOT e.note CONTAINS a.id OR NOT e.note CONTAINS b.id
  RETURN a.type + ' ' + a.id + ' ' + type(r) + ' ' + b.type + ' ' + b.id AS detail LIMIT ${MOST_NAMED}`,
};

/** What no event can have made, whatever its stamp: the guard demands all of this. */
const IMPOSSIBLE = `
  CALL () {
    OPTIONAL MATCH (e:AuditEvent) WHERE e.stamp > 0
    WITH e ORDER BY e.stamp DESC LIMIT 1
    RETURN coalesce(e.stamp, 0) AS newest
  }
  CALL (newest) {
    MATCH (a:Artifact) WHERE a.stamp IS NULL OR a.stamp > newest
    RETURN 'artifact ' + coalesce(a.type, '?') + ' ' + coalesce(a.id, '?') AS detail
    UNION ALL
    MATCH (a:Artifact)-[r]->(b:Artifact) WHERE r.stamp IS NULL OR r.stamp > newest
    RETURN 'link ' + a.id + ' ' + type(r) + ' ' + b.id AS detail
    UNION ALL
    MATCH (e:AuditEvent) WHERE e.stamp IS NULL OR NOT e.stamp > 0
    RETURN 'event ' + ${NAME} AS detail
    UNION ALL
    MATCH (e:AuditEvent)
    WHERE e.stamp > 0 AND NOT EXISTS { (e)-[:LOGGED_AS]->() } AND NOT EXISTS { MATCH (:Outbox {eventId: e.id}) }
      AND NOT EXISTS { MATCH (:Quarantined {eventId: e.id}) }
    RETURN 'event ' + ${NAME} + ' waits for no place in the log' AS detail
    UNION ALL
    MATCH (p:Payload) WHERE NOT EXISTS { (:AuditEvent)-[:CARRIES]->(p) }
    RETURN 'payload ' + coalesce(p.id, '?') AS detail
  }
  RETURN detail LIMIT ${MOST_NAMED}`;

async function more(tx: ReadTx, kind: keyof Tally, accounted: number, stamp: number): Promise<Breach[]> {
  const [counted] = await tx.rows(COUNTS[kind], { stamp }, Counted);
  const there = counted?.there ?? 0;
  if (there <= accounted) {
    // What is missing has been told where it was expected.
    return [];
  }
  const search = SEARCHES[kind];
  const strays = search ? await tx.rows(search, { stamp }, Stray) : [];
  const details = strays.length > 0 ? strays : [{ detail: `${there - accounted} of kind ${kind}` }];
  return details.map(({ detail }) => ({ kind: "of_no_event", detail }));
}

/**
 * What no event can have made, whatever the log says. Asked twice: what is committed while the statement runs may look impossible
 * once, and never twice.
 */
export async function impossible(tx: ReadTx): Promise<Breach[]> {
  const once = await tx.rows(IMPOSSIBLE, {}, Stray);
  const again = new Set(once.length > 0 ? (await tx.rows(IMPOSSIBLE, {}, Stray)).map(({ detail }) => detail) : []);
  return once.flatMap(({ detail }) => (again.has(detail) ? [{ kind: "of_no_event", detail }] : []));
}

/** What the graph has up to `stamp` and the log does not account for. */
export async function strays(tx: ReadTx, tally: Tally, stamp: number): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const kind of ["event", "artifact", "link", "actor"] as const) {
    breaches.push(...(await more(tx, kind, tally[kind], stamp)));
  }
  return breaches;
}
