"use client";

import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { shortId } from "@/components/kind/shorten";
import { incidentHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { BothTimes } from "@/components/ui/both-times";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { ListView } from "@/components/ui/list-view";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { Select } from "@/components/ui/select";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { useIncidents } from "@/lib/client/incidents";
import { INCIDENT_STATES, type IncidentRow } from "@/lib/contract/incidents";
import { IncidentState, Severity } from "./incident-state";
import { OpenIncident } from "./open-incident";
import { incidentName } from "./words";

const MOST_ID = 20;

function linkedColumns(project: string): DataColumn<IncidentRow>[] {
  return [
    {
      id: "title",
      name: "Incident",
      isRowHeader: true,
      minWidth: 220,
      width: "2fr",
      text: incidentName,
      sortBy: incidentName,
      show: (row) => (
        <Link className="link truncate" href={incidentHref(project, row.id)} title={row.id}>
          {incidentName(row)}
        </Link>
      ),
    },
    {
      id: "concerns",
      name: "Concerns",
      minWidth: 150,
      width: "1fr",
      text: ({ concerns }) => concerns.map(({ id }) => id).join(", "),
      show: ({ concerns }) => {
        const [first, ...more] = concerns;
        return first ? (
          <span className="flex items-center gap-1.5">
            <ArtifactLink artifact={first} most={MOST_ID} project={project} />
            {more.length > 0 ? <span className="text-xs text-ink-soft">+{more.length}</span> : null}
          </span>
        ) : null;
      },
    },
  ];
}

const COLUMNS: readonly DataColumn<IncidentRow>[] = [
  {
    id: "state",
    name: "State",
    width: 172,
    text: ({ state }) => state,
    sortBy: ({ state }) => state,
    show: ({ state }) => <IncidentState name={state} />,
  },
  {
    id: "severity",
    name: "Severity",
    width: 110,
    text: ({ severity }) => severity ?? "",
    sortBy: ({ severity }) => severity ?? "",
    show: ({ severity }) => <Severity name={severity} />,
  },
  {
    id: "since",
    name: "Since",
    width: 224,
    text: ({ since }) => inUtc(since),
    sortBy: ({ since }) => since,
    show: ({ since, recordedAt }) => <BothTimes at={since} isCell recordedAt={recordedAt} />,
  },
  {
    id: "id",
    name: "Id",
    width: 176,
    text: ({ id }) => id,
    show: ({ id }) => <bdi className="font-mono text-xs">{shortId(id, MOST_ID)}</bdi>,
  },
];

/** The incidents of a project, newest first. */
export function IncidentsPage() {
  const project = useProject();
  const [state, setState] = useQueryState("state", parseAsStringLiteral(INCIDENT_STATES));
  const incidents = useIncidents(project, state ?? "");
  const router = useRouter();
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-end gap-3 px-4 py-3">
        <h1 className="mr-auto text-lg font-semibold">Incidents</h1>
        <Select
          choices={[{ id: "all", name: "All" }, ...INCIDENT_STATES.map((id) => ({ id, name: id }))]}
          label="State"
          onChange={(id) => setState(INCIDENT_STATES.find((each) => each === id) ?? null)}
          value={state ?? "all"}
        />
        <OpenIncident project={project} />
      </div>
      <ListView
        columns={[...linkedColumns(project), ...COLUMNS]}
        empty={
          <Empty
            command={`npx pedigree incident open --concerns deployment:D46 --kind metric_drop --severity critical --since 2024-06-04T09:50:00Z --title "CTR fell"${project === DEFAULT_PROJECT ? "" : ` --project ${project}`}`}
            title={state === null ? "No incident is recorded in this project" : `No incident is ${state}`}
          >
            An incident is opened on a deployment, a model version or a prediction. What changed and who is suspected is
            found from the record.
          </Empty>
        }
        keyOf={({ id }) => id}
        label="Incidents"
        list={incidents}
        onOpen={({ id }) => router.push(incidentHref(project, id))}
        rowsOf={(page) => page.incidents}
        what="incidents"
      />
    </div>
  );
}
