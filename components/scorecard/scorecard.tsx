"use client";

import { ArtifactLink } from "@/components/artifact/artifact-link";
import { Attest } from "@/components/promotions/attest";
import { Reasons } from "@/components/reason/reasons";
import { ProblemView } from "@/components/ui/problem";
import { State } from "@/components/ui/state";
import { Bar, Waiting } from "@/components/ui/waiting";
import { useScorecard } from "@/lib/client/scorecard";
import { SCORE_QUESTIONS, type Score } from "@/lib/contract/scorecard";
import { STATES } from "./score-words";

/** Evidence of one check that is shown before it is told how much more there is. */
const MOST = 4;

/** What an auditor asks of a model version, each question with its answer, why, and what it rests on. */
export function Scorecard({ project, version }: { project: string; version: string }) {
  const { data, error, refetch } = useScorecard(project, version);
  return (
    <section aria-label="Scorecard" className="max-w-5xl px-4 pt-4">
      <div className="mb-1 flex items-center justify-between gap-4">
        <h2 className="label">Scorecard of {version}</h2>
        <Attest project={project} version={version} />
      </div>
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data ? (
        <dl className="border-b border-line">
          {data.scores.map((score) => (
            <Row key={score.check} project={project} score={score} />
          ))}
        </dl>
      ) : null}
      {!data && !error ? (
        <Waiting what="Reading the scorecard">
          <Bar className="h-40 w-full" />
        </Waiting>
      ) : null}
    </section>
  );
}

function Row({ project, score: { check, state, reasons, evidence } }: { project: string; score: Score }) {
  return (
    <div className="grid gap-x-6 gap-y-1 border-t border-line py-2 sm:grid-cols-[18rem_1fr]">
      <dt className="font-medium text-ink-soft">{SCORE_QUESTIONS[check]}</dt>
      <dd className="flex min-w-0 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <State name={STATES[state].name}>{STATES[state].says}</State>
          {evidence.slice(0, MOST).map((ref) => (
            <ArtifactLink artifact={ref} key={`${ref.type} ${ref.id}`} most={28} project={project} />
          ))}
          {evidence.length > MOST ? <span className="text-ink-faint">and {evidence.length - MOST} more</span> : null}
        </p>
        {reasons.length > 0 ? <Reasons reasons={reasons} /> : null}
      </dd>
    </div>
  );
}
