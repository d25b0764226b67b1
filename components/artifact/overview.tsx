import { EventLine } from "@/components/audit/event-line";
import { Contents } from "@/components/contents/contents";
import { OpenIncident } from "@/components/incidents/open-incident";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { countOf } from "@/components/kind/kind";
import { Person } from "@/components/person/person";
import { ArtifactProof } from "@/components/proof/artifact-proof";
import { RunAgain } from "@/components/reproduction/run-again";
import { auditEventHref, auditHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts, Section } from "@/components/ui/section";
import { NotRecorded, OriginState } from "@/components/ui/state";
import { factNames } from "@/graph-schema/artifacts";
import { useMay } from "@/lib/client/session";
import type { ArtifactReply } from "@/lib/contract/reply";
import { ArtifactFindings } from "./artifact-findings";
import { Dossier } from "./dossier";
import { FactList } from "./fact-list";

function WhoAndWhen({ artifact, by }: Pick<ArtifactReply, "artifact" | "by">) {
  return (
    <Section aside={<OriginState origin={artifact.origin} />} title="Who and when">
      <Facts>
        <Fact name="recorded by">{by ? <Person who={by} /> : <NotRecorded what="who recorded it" />}</Fact>
        <Fact name="recorded at">
          <Moment iso={artifact.recordedAt} relative />
        </Fact>
        <Fact name="its event">
          <Link className="link font-mono text-xs" href={auditEventHref(artifact.eventId)}>
            {artifact.eventId}
          </Link>
        </Fact>
      </Facts>
    </Section>
  );
}

function ToldLater({ artifact, later }: Pick<ArtifactReply, "artifact" | "later">) {
  return (
    <Section title="Told about it later">
      {later.length > 0 ? (
        <ol className="flex flex-col gap-2">
          {later.map((event) => (
            <EventLine beside={artifact} event={event} key={event.id} withFacts />
          ))}
        </ol>
      ) : (
        <p className="text-ink-faint">Nothing.</p>
      )}
    </Section>
  );
}

function JoinedTo({ project, reply }: OverviewProps) {
  const { artifact, neighbours } = reply;
  const mayAudit = useMay("audit:read");
  return (
    <Section
      aside={
        mayAudit ? (
          <Link className="link text-xs" href={auditHref(project, artifact)}>
            All its audit events
          </Link>
        ) : null
      }
      title="Joined to"
    >
      <ul className="flex flex-col gap-0.5">
        {neighbours.map((row) => (
          <li key={`${row.side} ${row.rel} ${row.type}`}>
            {countOf(row.type, row.count)} {row.side}{" "}
            <span className="font-mono text-2xs text-ink-faint">{row.rel}</span>
          </li>
        ))}
        {neighbours.length === 0 ? <li className="text-ink-faint">No other artifact.</li> : null}
      </ul>
    </Section>
  );
}

interface OverviewProps {
  project: string;
  reply: ArtifactReply;
}

/** What an artifact is: its facts, who recorded it and when, its neighbours, what was told about it later. */
export function Overview({ project, reply }: OverviewProps) {
  const { artifact, by, later } = reply;
  const fact = decisiveFact(artifact);
  return (
    <>
      {fact ? <p className="px-4 pt-3 text-base">{fact}</p> : null}
      <ArtifactFindings project={project} reply={reply} />
      {artifact.type === "deployment" ? (
        <p className="px-4 pt-3 empty:hidden">
          <OpenIncident deployment={artifact.id} project={project} />
        </p>
      ) : null}
      {artifact.type === "prediction" ? <RunAgain prediction={artifact.id} project={project} /> : null}
      <Section title="Recorded facts">
        <FactList expected={factNames(artifact.type)} facts={artifact.facts} />
      </Section>
      <Contents project={project} reply={reply} />
      <WhoAndWhen artifact={artifact} by={by} />
      <ArtifactProof project={project} reply={reply} />
      <Dossier artifact={artifact} project={project} />
      <ToldLater artifact={artifact} later={later} />
      <JoinedTo project={project} reply={reply} />
    </>
  );
}
