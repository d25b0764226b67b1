"use client";

import { ArtifactLink } from "@/components/artifact/artifact-link";
import { EventLine } from "@/components/audit/event-line";
import { kindTitle } from "@/components/kind/kind";
import { AnsweredLine } from "@/components/reason/answered-line";
import { auditHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { useProject } from "@/components/shell/project";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Fact, Facts, Section } from "@/components/ui/section";
import { NotRecorded } from "@/components/ui/state";
import { PageBars, Waiting } from "@/components/ui/waiting";
import { useFinding } from "@/lib/client/findings";
import { useConfinement, useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import { sayFinding, topicOf } from "@/lib/contract/findings";
import type { FindingReply, FindingRow } from "@/lib/contract/inbox";
import { FindingActs } from "./acts";
import { TOPICS } from "./answer";
import { DeliveryLine } from "./delivery";
import { FindingStateView, SeverityState } from "./finding-state";

/** One finding: what it is, what it shuts, who deals with it, who was told, and its trail. */
export function FindingPage() {
  const id = usePart("id");
  const { data, error, refetch } = useFinding(id, useConfinement("artifact:read", useProject()));
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  if (!data) {
    return (
      <Waiting what="Reading the finding">
        <PageBars />
      </Waiting>
    );
  }
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={data.asOf} />
      <Head finding={data.finding} />
      <div className="grid max-w-6xl grid-cols-1 border-t border-line lg:grid-cols-2">
        <div className="min-w-0">
          <About reply={data} />
          <Answers finding={data.finding} />
        </div>
        <div className="min-w-0 border-line max-lg:border-t lg:border-l">
          <Told finding={data.finding} />
          <Trail reply={data} />
        </div>
      </div>
    </div>
  );
}

function Head({ finding }: { finding: FindingRow }) {
  const { what, toDo } = sayFinding(finding.kind);
  return (
    <header className="flex max-w-6xl flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 pt-4 pb-3">
      <div className="min-w-0 max-w-[80ch]">
        <h1 className="text-lg font-semibold">{what}</h1>
        <p className="mt-1 flex flex-wrap items-center gap-2">
          <SeverityState severity={finding.severity} />
          <FindingStateView state={finding.state} />
          {finding.recordedAt ? (
            <span className="text-ink-soft">
              found <Moment iso={finding.recordedAt} relative />
            </span>
          ) : null}
        </p>
        {finding.state === "resolved" ? null : <p className="mt-2">{toDo}</p>}
      </div>
      <FindingActs finding={finding} />
    </header>
  );
}

function About({ reply: { finding, shuts } }: { reply: FindingReply }) {
  const { id, kind, detail, project, concerns } = finding;
  const mayAudit = useMay("audit:read");
  return (
    <Section title="What it is about">
      <Facts>
        <Fact name="concerns">
          {concerns ? (
            <>
              {kindTitle(concerns.type)} <ArtifactLink artifact={concerns} project={project} /> in the project {project}
            </>
          ) : kind === null ? (
            <NotRecorded what="what it was about" />
          ) : (
            TOPICS[topicOf(finding)]
          )}
        </Fact>
        <Fact name="in detail">
          {detail ? <span className="font-mono text-xs break-all">{detail}</span> : <NotRecorded what="the details" />}
        </Fact>
        <Fact name="shuts">
          <Shuts finding={finding} shuts={shuts} />
        </Fact>
        <Fact name="id">
          <Copyable text={id} what="id of the finding" />
          {mayAudit ? (
            <>
              {" "}
              <Link className="link ml-2 text-xs" href={auditHref(project, { type: "finding", id })}>
                All its events, looks too
              </Link>
            </>
          ) : null}
        </Fact>
      </Facts>
    </Section>
  );
}

function Shuts({ finding, shuts }: Pick<FindingReply, "finding" | "shuts">) {
  const { state, project } = finding;
  if (state === "resolved") {
    return <>nothing any more</>;
  }
  if (["access", "reports", "privacy"].includes(topicOf(finding))) {
    return <>nothing</>;
  }
  if (shuts === null) {
    return <>every promotion and deployment, until it is resolved</>;
  }
  if (shuts.total === 0) {
    return <>nothing yet: no model version rests on it</>;
  }
  return (
    <>
      promotion and deployment of {counted(shuts.total, "model version")} that rest{shuts.total === 1 ? "s" : ""} on it:
      <ul className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5">
        {shuts.versions.map((version) => (
          <li key={version}>
            <ArtifactLink artifact={{ type: "model_version", id: version }} project={project} />
          </li>
        ))}
        {shuts.total > shuts.versions.length ? (
          <li className="text-ink-soft">and {(shuts.total - shuts.versions.length).toLocaleString("en")} more</li>
        ) : null}
      </ul>
    </>
  );
}

function Answers({ finding }: { finding: FindingRow }) {
  const { state, acknowledged, resolved } = finding;
  const isLost = (state === "acknowledged" && !acknowledged) || (state === "resolved" && !resolved);
  return (
    <Section title="Who deals with it">
      <div className="flex flex-col gap-3">
        {acknowledged ? <AnsweredLine answer={acknowledged} did="acknowledged it" /> : null}
        {resolved ? <AnsweredLine answer={resolved} did="resolved it" /> : null}
        {isLost ? (
          <p className="text-bad">It is {state}; the event that says by whom is gone from the database.</p>
        ) : null}
        {state === "open" ? (
          <p className="text-ink-soft">
            Nobody yet. Operators and compliance officers may acknowledge it; compliance officers may resolve it.
          </p>
        ) : null}
        {state === "acknowledged" ? (
          <p className="text-ink-soft">It stays open until a compliance officer resolves it.</p>
        ) : null}
      </div>
    </Section>
  );
}

function Told({ finding: { id, state, deliveries } }: { finding: FindingRow }) {
  const mayRetry = useMay("finding:acknowledge") && state !== "resolved";
  return (
    <Section title="Who was told">
      {deliveries.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {deliveries.map((delivery) => (
            <DeliveryLine delivery={delivery} finding={id} key={delivery.channel} mayRetry={mayRetry} />
          ))}
        </ul>
      ) : (
        <p className="text-ink-soft">Nobody outside of these pages.</p>
      )}
    </Section>
  );
}

function Trail({ reply: { finding, trail } }: { reply: FindingReply }) {
  return (
    <Section title="Its trail, newest first">
      <ol className="flex flex-col gap-3">
        {trail.map((event) => (
          <EventLine beside={{ type: "finding", id: finding.id }} event={event} key={event.id} />
        ))}
      </ol>
    </Section>
  );
}
