"use client";

import { ArtifactLink } from "@/components/artifact/artifact-link";
import { Person } from "@/components/person/person";
import { Reasons } from "@/components/reason/reasons";
import { auditEventHref, reproductionsHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { useProject } from "@/components/shell/project";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Fact, Facts, Section } from "@/components/ui/section";
import { SimpleTable } from "@/components/ui/simple-table";
import { OriginState, State } from "@/components/ui/state";
import { PageBars, Waiting } from "@/components/ui/waiting";
import { isOpen, useReproduction } from "@/lib/client/reproductions";
import { useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import type { ComparedField, ReproductionReply } from "@/lib/contract/reproduction";
import { RunLog } from "./parts";
import { Underway } from "./run-again";
import { answerSentence } from "./words";

/** One request, or one verdict that a command told: where it stands, what came of it, and what it rests on. */
export function ReproductionPage() {
  const project = useProject();
  const { data, error, refetch } = useReproduction(project, usePart("id"));
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  if (!data) {
    return (
      <Waiting what="Reading the run">
        <PageBars />
      </Waiting>
    );
  }
  const { reproduction, runner } = data;
  const { prediction } = reproduction;
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={data.asOf} />
      <header className="flex flex-col gap-1 px-4 pt-4 pb-3">
        <h1 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
          New run of <ArtifactLink artifact={{ type: "prediction", id: prediction }} project={project} />
        </h1>
        {isOpen(reproduction.state) ? (
          <Underway key={reproduction.id} project={project} row={reproduction} runner={runner} />
        ) : (
          <p className="text-xl leading-8 tracking-tight" data-testid="answer">
            {answerSentence(reproduction)}
          </p>
        )}
        {data.reasons.length > 0 ? <Reasons reasons={data.reasons} /> : null}
      </header>
      <div className="grid grid-cols-1 border-t border-line xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="min-w-0">
          <Told reply={data} />
        </div>
        <div className="min-w-0 border-line max-xl:order-first max-xl:border-b xl:border-l">
          <About project={project} reply={data} />
        </div>
      </div>
    </div>
  );
}

function About({ project, reply }: { project: string; reply: ReproductionReply }) {
  const { asked, ended, attempts, train, prediction, id, state } = reply.reproduction;
  const mayAudit = useMay("audit:read");
  const event = (name: string, of: string) =>
    mayAudit ? <Link href={auditEventHref(of)}>Its event and proof</Link> : <Copyable text={of} what={name} />;
  return (
    <Section
      aside={
        <Link className="link text-xs" href={reproductionsHref(project, prediction)}>
          All runs of {prediction}
        </Link>
      }
      title="The run"
    >
      <Facts>
        {asked ? (
          <>
            <Fact name="asked for by">
              <Person who={asked.by} /> <Moment iso={asked.at} />
            </Fact>
            <Fact name="the request">{event("request", id)}</Fact>
            {isOpen(state) ? null : <Fact name="taken up">{attempts === 0 ? "never" : counted(attempts, "time")}</Fact>}
          </>
        ) : (
          <Fact name="asked for by">nobody: a command on somebody’s own machine told the verdict</Fact>
        )}
        <Fact name="training">{train ? "was to be run again, too" : "was not to be run again"}</Fact>
        {ended ? (
          <>
            <Fact name={state === "cancelled" ? "cancelled by" : "ended by"}>
              <Person who={ended.by} /> <Moment iso={ended.at} /> <OriginState origin={ended.origin} />
            </Fact>
            <Fact name="its end">{event(ended.facts ? "verdict" : "cancellation", ended.event)}</Fact>
          </>
        ) : null}
      </Facts>
    </Section>
  );
}

const FIELD_STATES = {
  same: ["verified", "as recorded"],
  differs: ["broken", "differs"],
  missing: ["broken", "did not come"],
  not_told: ["unknown", "not compared"],
} as const;

function fieldCells({ field, recorded, got, state }: ComparedField) {
  const [look, word] = FIELD_STATES[state];
  return [
    <bdi className="font-mono text-xs" key="field">
      {field}
    </bdi>,
    <bdi className="font-mono text-xs" key="recorded">
      {recorded}
    </bdi>,
    <bdi className="font-mono text-xs" key="got">
      {got ?? "–"}
    </bdi>,
    <State key="state" name={look}>
      {word}
    </State>,
  ];
}

function Told({ reply: { told, fields, used, log, reproduction } }: { reply: ReproductionReply }) {
  if (told !== null && told !== "open") {
    return (
      <p className="flex items-center gap-2 px-4 py-6 text-ink-soft">
        <State name={told === "damaged" ? "broken" : "hidden"}>{told}</State>
        {told === "hidden"
          ? "Values and log are for those who may ask for a run, and for auditors; what came of it is for everybody."
          : "Values and log cannot be read any more; what came of it is part of the event."}
      </p>
    );
  }
  return (
    <>
      {fields.length > 0 ? (
        <Section title="Compared">
          <SimpleTable
            cells={fieldCells}
            head={["Field", "Recorded", "Came now", "Verdict"]}
            keyOf={({ field }) => field}
            label="Compared fields"
            rows={fields}
          />
        </Section>
      ) : null}
      {used.length > 0 ? (
        <Section title="What went in">
          <SimpleTable
            cells={({ part, recorded, used: now }) => [
              part,
              <Copyable key="recorded" text={recorded} what={`recorded ${part}`} />,
              <Copyable key="used" text={now} what={`used ${part}`} />,
              <State key="state" name={recorded === now ? "verified" : "broken"}>
                {recorded === now ? "as recorded" : "another one"}
              </State>,
            ]}
            head={["Part", "Recorded", "Used", "Verdict"]}
            keyOf={({ part }) => part}
            label="Parts that went in"
            rows={used}
          />
        </Section>
      ) : null}
      {log && !isOpen(reproduction.state) ? (
        <Section title="Log">
          <RunLog dropped={log.dropped} lines={log.lines} />
        </Section>
      ) : null}
    </>
  );
}
