import { z } from "zod";
import { type Instant, instant } from "@/graph-schema/values";
import type { IncidentReply, IncidentsQuery, WindowQuery } from "@/lib/contract/incident-view";
import type { IncidentsReply } from "@/lib/contract/incidents";
import { type ReadTx, read, single } from "@/lib/graph/session";
import { namedTrail } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { causeOf } from "./cause";
import { type LoadedIncident, loadIncident } from "./load";
import { INCIDENT_IDS, INCIDENTS_TOTAL } from "./queries";
import { loadScene } from "./scene";
import { textsOf } from "./texts";
import { surroundingsOf, timelineOf } from "./timeline";
import { actsOf, handlingOf, incidentRow } from "./told";

const DAY_MS = 86_400_000;
/** Acts about one incident are few; looks at it may be many and are no part of its history. */
const HISTORY = 500;
const HANDLING = new Set(["record", "open_incident", "note", "find_cause", "correct", "close_incident"]);

/** What the reader may see besides what everybody may. */
export interface Reader {
  /** What people wrote with their acts. */
  readonly mayReadTexts: boolean;
  /** Who was granted what. */
  readonly maySeeAccess: boolean;
}

/** The incidents of a project, newest first. Where each stands is told by its signed events. */
export function listIncidents(
  project: string,
  { limit, cursor, state }: IncidentsQuery,
  { mayReadTexts }: Reader,
): Promise<IncidentsReply> {
  return read(async (tx) => {
    const page = {
      project,
      state: state ?? null,
      before: cursor ?? null,
      limit: limit + 1,
    };
    const [speaksAsOf, ids, [counted]] = await Promise.all([
      asOf(tx),
      tx.rows(INCIDENT_IDS, page, z.object({ id: z.string(), stamp: z.int() })),
      tx.rows(INCIDENTS_TOTAL, page, z.object({ total: z.int() })),
    ]);
    const shown = ids.slice(0, limit);
    const loaded: LoadedIncident[] = [];
    for (const { id } of shown) {
      loaded.push(await loadIncident(tx, project, id));
    }
    const opened = loaded.flatMap((incident) => incident.state.opened ?? []);
    const texts = await textsOf(tx, opened, mayReadTexts);
    const total = counted?.total ?? shown.length;
    return {
      incidents: loaded.map((incident) => incidentRow(incident, texts)),
      total,
      totalIs: "exact",
      truncated: shown.length < total,
      cursor: ids.length > limit ? String(shown.at(-1)?.stamp) : null,
      asOf: speaksAsOf,
    };
  });
}

/** From when to when the record is looked at around T. */
function windowOf({ days, from, to }: WindowQuery, at: Instant): { from: Instant; to: Instant } {
  const reach = days * DAY_MS;
  return { from: from ?? instant(Date.parse(at) - reach), to: to ?? instant(Date.parse(at) + reach) };
}

async function history(tx: ReadTx, project: string, id: string) {
  const filter = { project, subjectType: "incident", subject: id, isOwn: true } as const;
  const { events } = await namedTrail(tx, filter, { limit: HISTORY });
  return events.filter(({ action }) => HANDLING.has(action));
}

/**
 * One incident: what people did about it, what changed, who is suspected, and what happened around T. Each statement reads in
 * a transaction of its own: the record only grows, so what is younger than the reply's "as of" is more and never other.
 */
export async function viewIncident(
  project: string,
  id: string,
  query: WindowQuery,
  reader: Reader,
): Promise<IncidentReply> {
  const tx = single;
  const [speaksAsOf, incident] = await Promise.all([asOf(tx), loadIncident(tx, project, id)]);
  const { state, since: at, concerns } = incident;
  const { from, to } = windowOf(query, at);
  const scene = await loadScene(tx, project, concerns, { at, from });
  const surroundings = await surroundingsOf(tx, project, { type: "incident", id }, scene);
  const acts = actsOf(state);
  const { maySeeAccess, mayReadTexts } = reader;
  const [who, texts, told, cause, timeline] = await Promise.all([
    whoIs(
      tx,
      acts.map(({ actor }) => actor.account),
    ),
    textsOf(tx, acts, mayReadTexts),
    history(tx, project, id),
    causeOf(tx, project, scene, { surroundings, at }),
    timelineOf(tx, project, surroundings, { at, from, to, lanes: query.lanes, maySeeAccess }),
  ]);
  return {
    incident: incidentRow(incident, texts),
    handling: handlingOf(state, who, texts),
    history: told,
    cause,
    timeline,
    asOf: speaksAsOf,
  };
}
