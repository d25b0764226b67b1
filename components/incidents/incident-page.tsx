"use client";

import { parseAsInteger, useQueryState } from "nuqs";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { Copyable } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Section } from "@/components/ui/section";
import { NotRecorded } from "@/components/ui/state";
import { Bar, Waiting } from "@/components/ui/waiting";
import { reportHref, useIncident } from "@/lib/client/incidents";
import { useMay } from "@/lib/client/session";
import type { IncidentReply } from "@/lib/contract/incident-view";
import { saySignal, saySuspect } from "@/lib/contract/suspects";
import { CloseIncident, TakeUp } from "./acts";
import { Around } from "./around";
import { Changes } from "./changes";
import { HandlingView, Said } from "./handling";
import { IncidentState, Severity } from "./incident-state";
import { Suspects } from "./suspects";
import { ToldText } from "./told-text";
import { incidentName } from "./words";

const USUAL_DAYS = 7;

/** One incident: what happened, what the cause is or may be, what it rests on, and what was done about it. */
export function IncidentPage() {
  const project = usePart("project");
  const id = usePart("id");
  const [days, setDays] = useQueryState("days", parseAsInteger.withDefault(USUAL_DAYS));
  const { data, error, refetch } = useIncident(project, id, days);
  return (
    <>
      {error ? <ProblemView error={error} isPage onRetry={() => refetch()} /> : null}
      {data && !error ? <Incident days={days} onDays={setDays} project={project} reply={data} /> : null}
      {!data && !error ? (
        <Waiting what="Reading the incident">
          <div className="flex flex-col gap-4 p-4">
            <Bar className="h-7 w-2/3" />
            <Bar className="h-24 w-full" />
            <Bar className="h-40 w-full" />
          </div>
        </Waiting>
      ) : null}
    </>
  );
}

/** The likely cause with its two weightiest reasons; or the one that somebody accepted. */
function Answer({ reply: { cause, handling } }: { reply: IncidentReply }) {
  const accepted = handling.cause && cause.suspects.find(({ code }) => code === handling.cause?.cause);
  const [first] = cause.suspects;
  const told = accepted ?? first;
  const reasons = [...(told?.signals ?? [])].sort((a, b) => b.points - a.points).slice(0, 3);
  return (
    <div className="mt-2 max-w-[80ch]" data-testid="answer">
      <p className="text-xl leading-8 tracking-tight">
        <span className="text-ink-soft">{handling.cause ? "Cause: " : "Likely cause: "}</span>
        {told && (accepted || !handling.cause) ? saySuspect(told) : "what the accepted reason below says."}
      </p>
      {told && (accepted || !handling.cause) ? (
        <p className="text-ink-soft">{reasons.map(saySignal).join(" ")}</p>
      ) : null}
      {handling.cause ? (
        <div className="mt-1">
          <Said act={handling.cause} did="accepted the cause" text={handling.cause.reason} />
        </div>
      ) : (
        <p className="text-xs text-ink-faint">Nobody has accepted a cause yet: this is what the record points to.</p>
      )}
    </div>
  );
}

interface PartProps {
  project: string;
  reply: IncidentReply;
  days: number;
}

function Head({ project, reply, days }: PartProps) {
  const { incident, handling } = reply;
  const mayManage = useMay("incident:manage");
  const mayTake = useMay("artifact:download");
  return (
    <header className="border-b border-line px-4 pt-3 pb-4">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft">
        Incident <Copyable text={incident.id} what="incident id" />
        <IncidentState name={incident.state} />
        <Severity name={incident.severity} />
      </p>
      <h1 className="mt-1.5 text-xl font-semibold tracking-tight break-words">{incidentName(incident)}</h1>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft">
        Since <Moment iso={incident.since} />
        <span>concerning</span>
        {incident.concerns.length === 0 ? <NotRecorded what="what it concerns" /> : null}
        {incident.concerns.map((ref) => (
          <ArtifactLink artifact={ref} key={`${ref.type} ${ref.id}`} most={24} project={project} />
        ))}
      </p>
      {handling.description ? (
        <p className="mt-1 max-w-[80ch] text-ink-soft">
          <ToldText told={handling.description} />
        </p>
      ) : null}
      <Answer reply={reply} />
      {handling.closed ? (
        <div className="mt-2">
          <Said
            act={handling.closed}
            did={handling.closed.noCauseFound ? "closed it without a cause" : "closed it"}
            text={handling.closed.reason}
          />
        </div>
      ) : null}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {mayManage && incident.state === "reported" ? (
          <TakeUp incident={incident.id} project={project} since={incident.since} title={incidentName(incident)} />
        ) : null}
        {mayManage && incident.state === "open" ? (
          <CloseIncident hasCause={handling.cause !== null} incident={incident.id} project={project} />
        ) : null}
        {mayTake ? (
          <span className="flex gap-3 text-xs">
            <a className="link" download href={reportHref(project, incident.id, days, "markdown")}>
              Report (Markdown)
            </a>
            <a className="link" download="incident.json" href={reportHref(project, incident.id, days, "json")}>
              Report (JSON)
            </a>
          </span>
        ) : null}
      </div>
    </header>
  );
}

function Incident({ project, reply, days, onDays }: PartProps & { onDays: (days: number) => void }) {
  const { incident, cause, handling, timeline } = reply;
  const mayAct = useMay("incident:manage") && incident.state === "open";
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={reply.asOf} />
      <Head days={days} project={project} reply={reply} />
      <Section title="Suspects">
        <Suspects cause={cause} incident={incident.id} mayAccept={mayAct} project={project} />
      </Section>
      <HandlingView handling={handling} incident={incident.id} mayAct={mayAct} project={project} />
      <Section title="What changed">
        <Changes cause={cause} project={project} />
      </Section>
      <Section title="What happened around it">
        <Around
          at={incident.since}
          days={days}
          incident={incident.id}
          onDays={onDays}
          project={project}
          timeline={timeline}
        />
      </Section>
    </div>
  );
}
