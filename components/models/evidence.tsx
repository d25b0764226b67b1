import type { ReactNode } from "react";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { FactValue, factName } from "@/components/artifact/fact-list";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { BothTimes } from "@/components/ui/both-times";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { NotRecorded, OriginState } from "@/components/ui/state";
import type { LiveReply } from "@/lib/contract/promotion";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { Rollback } from "./answer";

type Live = NonNullable<LiveReply["live"]>;

interface RowProps {
  /** The question that the row answers. */
  name: string;
  children: ReactNode;
}

function Row({ name, children }: RowProps) {
  return (
    <div className="grid gap-x-6 gap-y-1 border-t border-line py-2.5 sm:grid-cols-[11rem_1fr]">
      <dt className="font-medium text-ink-soft">{name}</dt>
      <dd className="flex min-w-0 flex-col gap-2">{children}</dd>
    </div>
  );
}

const DIGESTS = ["sha256", "lockfile_sha256", "image_digest", "config_sha256", "sha"];

/** One artifact that the answer rests on: what it is, its decisive fact, its digest, how we know, the event. */
function Record({ project, artifact, note }: { project: string; artifact: ArtifactSummary; note?: string | null }) {
  const digests = DIGESTS.flatMap((name) => {
    const value = artifact.facts[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
      <ArtifactLink artifact={artifact} most={40} project={project} />
      {note ? <span className="text-xs text-ink-soft">{note.replaceAll("_", " ")}</span> : null}
      <span className="text-ink-soft">{decisiveFact(artifact)}</span>
      {digests.map(([name, value]) => (
        <Copyable key={name} text={value} what={factName(name)} />
      ))}
      <OriginState origin={artifact.origin} />
      <Link className="link text-xs" href={auditEventHref(artifact.eventId)}>
        event
      </Link>
    </div>
  );
}

function Records({
  project,
  artifacts,
  what,
}: {
  project: string;
  artifacts: readonly (ArtifactSummary & { role?: string | null })[];
  what: string;
}) {
  return artifacts.length === 0 ? (
    <NotRecorded what={what} />
  ) : (
    artifacts.map((artifact) => (
      <Record artifact={artifact} key={`${artifact.id} ${artifact.role}`} note={artifact.role} project={project} />
    ))
  );
}

/** Nobody approves a rollback anew: whose approvals these are must be said. */
function OfEarlier({ version, rollback }: { version: string; rollback: Rollback }) {
  return (
    <p className="max-w-[75ch] text-ink-soft">
      Nobody approved the rollback itself: it goes back to what had been approved before. What stands here is of the
      earlier promotion of {version}
      {rollback.earlier ? `, deployed then as ${rollback.earlier}` : ""}.
    </p>
  );
}

function Approvals({ live }: { live: Live }) {
  if (live.approvals.length === 0) {
    return <NotRecorded what="approvals" />;
  }
  return live.approvals.map((approval) => (
    <p className="flex flex-wrap items-center gap-x-2" key={approval.eventId}>
      <Person who={approval.by} />
      <BothTimes at={approval.at} recordedAt={approval.recordedAt} />
      {approval.origin === "asserted" ? <OriginState origin={approval.origin} /> : null}
      <Link className="link text-xs" href={auditEventHref(approval.eventId)}>
        event
      </Link>
    </p>
  ));
}

interface EvidenceProps {
  project: string;
  live: Live;
  rollback: Rollback | null;
}

/** What the answer rests on, question by question. What is not recorded is named as such. */
export function Evidence({ live, rollback, project }: EvidenceProps) {
  const parameters = live.run?.facts.parameters;
  return (
    <section aria-label="Evidence" className="max-w-5xl px-4 pt-4">
      <h2 className="label mb-1">Evidence</h2>
      <dl className="border-b border-line">
        <Row name={rollback ? "Rolled back as" : "Deployed as"}>
          <Record artifact={live.deployment} project={project} />
          <p className="text-ink-soft">
            by {live.deployedBy ? <Person who={live.deployedBy} /> : <NotRecorded what="who deployed it" />},{" "}
            <BothTimes at={live.since} recordedAt={live.deployment.recordedAt} />
          </p>
        </Row>
        <Row name="Model version">
          <Record artifact={live.modelVersion} project={project} />
        </Row>
        <Row name="Approved by">
          {rollback ? <OfEarlier rollback={rollback} version={live.modelVersion.id} /> : null}
          <Approvals live={live} />
          {live.promotionRequest ? <Record artifact={live.promotionRequest} project={project} /> : null}
        </Row>
        <Row name="Attested">
          <Records artifacts={live.attestations} project={project} what="attestations" />
        </Row>
        <Row name="Trained by run">
          {live.run ? <Record artifact={live.run} project={project} /> : <NotRecorded what="the run" />}
        </Row>
        <Row name="From data">
          <Records artifacts={live.datasets} project={project} what="the data" />
        </Row>
        <Row name="From code">
          <Records artifacts={live.commits} project={project} what="the code" />
        </Row>
        <Row name="In environment">
          <Records artifacts={live.environments} project={project} what="the environment" />
        </Row>
        <Row name="With parameters">
          {parameters ? <FactValue name="parameters" value={parameters} /> : <NotRecorded what="parameters" />}
        </Row>
        <Row name="Metrics">
          {live.metrics ? <FactValue name="metrics" value={live.metrics} /> : <NotRecorded what="metrics" />}
        </Row>
      </dl>
    </section>
  );
}
