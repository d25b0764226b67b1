"use client";

import { Person } from "@/components/person/person";
import { Reasons } from "@/components/reason/reasons";
import { reproductionHref, reproductionsHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Section } from "@/components/ui/section";
import { OriginState, State } from "@/components/ui/state";
import { Bar } from "@/components/ui/waiting";
import { isOpen, useFollowed, useReproductions } from "@/lib/client/reproductions";
import { useMay } from "@/lib/client/session";
import type { ReproductionRow, ReproductionsReply, Runner } from "@/lib/contract/reproduction";
import { AskForRun } from "./ask";
import { CancelRun, ReproductionStateMark, RunLog, RunnerTrouble } from "./parts";
import { answerSentence } from "./words";

const SHOWN = 5;
const REASONS_SHOWN = 3;

interface OfPrediction {
  project: string;
  prediction: string;
}

/** The last verdict on a prediction, a run that is under way, and the way to ask for one. */
export function RunAgain({ project, prediction }: OfPrediction) {
  const { data, error, refetch } = useReproductions(project, { prediction, limit: SHOWN });
  const first = data?.pages[0];
  return (
    <Section
      aside={
        first && first.total > 0 ? (
          <Link className="link text-xs" href={reproductionsHref(project, prediction)}>
            All its runs ({first.total.toLocaleString("en")})
          </Link>
        ) : null
      }
      title="Run it again"
    >
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {first || error ? null : <Bar className="h-4 w-2/3" />}
      {first ? <Known prediction={prediction} project={project} reply={first} /> : null}
    </Section>
  );
}

function Known({ project, prediction, reply }: OfPrediction & { reply: ReproductionsReply }) {
  const { reproductions, runner } = reply;
  const open = reproductions.find(({ state }) => isOpen(state));
  const verdict = reproductions.find(({ ended }) => ended?.facts);
  return (
    <div className="flex flex-col items-start gap-3">
      {verdict ? <Verdict project={project} row={verdict} /> : null}
      {open ? <Underway key={open.id} project={project} row={open} runner={runner} /> : null}
      {verdict || open ? null : <p className="text-ink-soft">Nobody has run it again.</p>}
      {open ? null : <AskForRun prediction={prediction} project={project} />}
    </div>
  );
}

function Verdict({ project, row }: { project: string; row: ReproductionRow }) {
  const { ended, reasons, state, id } = row;
  return ended ? (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <ReproductionStateMark state={state} />
        {ended.origin === "asserted" ? <OriginState origin="asserted" /> : null}
        <span>{answerSentence(row)}</span>
      </p>
      {reasons && reasons.length > 0 ? <Reasons reasons={reasons.slice(0, REASONS_SHOWN)} /> : null}
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
        <Moment iso={ended.at} relative /> by <Person who={ended.by} />
        <Link className="link" href={reproductionHref(project, id)}>
          The verdict in full
        </Link>
      </p>
    </div>
  ) : null;
}

/** A request that is open, followed live. */
export function Underway({ project, row, runner }: { project: string; row: ReproductionRow; runner: Runner }) {
  const known = useFollowed(project, row.id);
  const mayAsk = useMay("reproduction:request");
  const mayRead = useMay("audit:payload") || mayAsk;
  const now = known ? { ...row, state: known.now.state, place: known.now.place, attempts: known.now.attempt } : row;
  const isWaiting = now.state === "waiting";
  return (
    <div className="flex w-full flex-col items-start gap-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1" role="status">
        <ReproductionStateMark state={now.state} />
        <span>{answerSentence(now)}</span>
      </p>
      {row.asked ? (
        <p className="text-xs text-ink-soft">
          asked for by <Person who={row.asked.by} /> <Moment iso={row.asked.at} relative />{" "}
          <Link className="link" href={reproductionHref(project, row.id)}>
            The request
          </Link>
        </p>
      ) : null}
      {isWaiting ? <RunnerTrouble runner={known?.now.runner ?? runner} /> : null}
      <div className="w-full">
        {isWaiting ? null : mayRead ? (
          <RunLog dropped={known?.first ?? 0} lines={known?.lines ?? []} />
        ) : (
          <State name="hidden">the log is for those who may ask for a run, and for auditors</State>
        )}
      </div>
      {isOpen(now.state) ? <CancelRun project={project} row={row} /> : null}
    </div>
  );
}
