import type { IncidentReply, IncidentsQuery, ReportQuery, WindowQuery } from "@/lib/contract/incident-view";
import { digestsIn, markdownReport } from "@/lib/incidents/report";
import { listIncidents, type Reader, viewIncident } from "@/lib/incidents/view";
import { inOneChunk } from "./reply";
import type { Asked, Look, Looked } from "./result";

type Context = Pick<Asked<unknown, unknown, unknown>, "caller" | "project">;

/** What people wrote is for those who handle incidents, and for those who may read payloads. */
function reader({ caller }: Context): Reader {
  const { permissions } = caller;
  return {
    mayReadTexts: permissions.has("incident:manage") || permissions.has("audit:payload"),
    maySeeAccess: permissions.has("audit:read"),
  };
}

/** The list of incidents, and what to record of the look. */
export async function lookAtIncidents(asked: Context, query: IncidentsQuery): Promise<Looked> {
  const body = await listIncidents(asked.project, query, reader(asked));
  const shown = body.incidents.map(({ id }) => ({ type: "incident" as const, id }));
  return { body, look: { action: "view", facts: { of: "incidents", total: body.total }, shown } };
}

/** Every event and suspected artifact that a reader of the reply sees. */
function shownBy({ timeline, history, cause }: IncidentReply): Look["shown"] {
  const events = [...timeline.events, ...history].map(({ id }) => id);
  const artifacts = cause.suspects.flatMap(({ subject }) => (subject ? [subject] : []));
  return [...new Set(events), ...artifacts];
}

/** One incident, and what to record of the look. */
export async function lookAtIncident(asked: Context, id: string, query: WindowQuery): Promise<Looked> {
  const body = await viewIncident(asked.project, id, query, reader(asked));
  const subject = { type: "incident" as const, id };
  return { body, look: { action: "view", subject, facts: { of: "incident" }, shown: shownBy(body) } };
}

/** The incident as a report to take away, with the digests of the events it rests on. */
export async function takeReport(asked: Context, id: string, query: ReportQuery): Promise<Looked> {
  const reply = await viewIncident(asked.project, id, query, reader(asked));
  const digests = await digestsIn(reply);
  const look: Look = {
    action: "export",
    subject: { type: "incident", id },
    facts: { of: `incident ${query.format}` },
    shown: shownBy(reply),
  };
  if (query.format === "json") {
    const headers = { "content-disposition": 'attachment; filename="incident.json"' };
    return { body: { v: 1, kind: "pedigree.incident-report", ...reply, digests }, look, headers };
  }
  return {
    stream: inOneChunk(Buffer.from(markdownReport(reply, digests))),
    type: "text/markdown; charset=utf-8",
    headers: { "content-disposition": 'attachment; filename="incident.md"' },
    look,
  };
}
