"use client";

import { RotateCw } from "lucide-react";
import { useCheckpointVerdict } from "@/components/proof/use-proof";
import { VerdictView } from "@/components/proof/verdict-view";
import { AsOfLine } from "@/components/shell/as-of";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Empty } from "@/components/ui/empty";
import { Moment } from "@/components/ui/moment";
import { inViewersZone } from "@/components/ui/moment-text";
import { ProblemView } from "@/components/ui/problem";
import { RawJson } from "@/components/ui/raw-json";
import { Fact, Facts, Section } from "@/components/ui/section";
import { Bar, Waiting } from "@/components/ui/waiting";
import { useLog } from "@/lib/client/log";
import { amount } from "@/lib/contract/amount";
import type { LogReply } from "@/lib/contract/log";
import { logSentence } from "./answer";
import { Checkpoints } from "./checkpoints";
import { Findings } from "./findings";
import { Keys } from "./keys";
import { Tools } from "./tools";

/** What the log holds, what was published of it, and whether it can be relied on. */
export function LogPage() {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useLog();
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <div className="flex items-center justify-between gap-4 px-4 pt-3">
        <h1 className="text-lg font-semibold">Log</h1>
        <Button isDisabled={isFetching} look="quiet" onPress={() => void refetch()} size="small">
          <RotateCw aria-hidden="true" size={14} />
          {isFetching ? "Reading …" : "Read anew"}
        </Button>
      </div>
      {data ? (
        <Answer log={data} now={dataUpdatedAt} />
      ) : (
        <Waiting what="Reading the log’s state">
          <div className="flex flex-col gap-4 p-4">
            <Bar className="h-7 w-3/4" />
            <Bar className="h-4 w-1/2" />
            <Bar className="h-40 w-full" />
          </div>
        </Waiting>
      )}
    </div>
  );
}

function Answer({ log, now }: { log: LogReply; now: number }) {
  const { size, asOf, verified } = log;
  const isEmpty = size === 0 && !log.published;
  return (
    <>
      <AsOfLine asOf={asOf} />
      <div className="max-w-5xl px-4 pt-3 pb-2">
        <p className="text-xl leading-8 tracking-tight" data-testid="answer">
          {logSentence(log, now)}
        </p>
        <p className="mt-1 text-ink-soft">
          {verified ? (
            <>
              Verified <Moment iso={verified.at} />: {verified.size.toLocaleString("en")} entries in{" "}
              {(verified.tookMs / 1_000).toLocaleString("en", { maximumFractionDigits: 1 })} s, by this server; the
              checks below are made by this browser.
            </>
          ) : (
            "The worker verifies the whole log once it has begun."
          )}
          {asOf.pendingCount > 0
            ? ` ${amount(asOf.pendingCount)} more recorded, ${asOf.unpublishedSince ? `but nothing was published since ${inViewersZone(asOf.unpublishedSince)}.` : "and on the way into the log."}`
            : ""}
        </p>
      </div>
      <div className="grid max-w-6xl grid-cols-1 2xl:max-w-none 2xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0">
          <Findings open={log.findings} />
          {isEmpty ? <NothingYet /> : <Contents log={log} />}
        </div>
        <div className="min-w-0 border-line max-2xl:border-t 2xl:border-l">
          <Keys keys={log.keys} />
          <Tools log={log} />
        </div>
      </div>
    </>
  );
}

function NothingYet() {
  return (
    <Empty command="npx pedigree worker" title="Nothing integrated yet">
      Recorded events are put into the log by the worker, which npm start runs. The first checkpoint follows within a
      second or so.
    </Empty>
  );
}

function Contents({ log }: { log: LogReply }) {
  return (
    <>
      <Published log={log} />
      <Witnesses log={log} />
      <Checkpoints log={log} />
    </>
  );
}

function Published({ log: { published, size } }: { log: LogReply }) {
  const { data: verdict } = useCheckpointVerdict(published);
  if (!published) {
    return (
      <Section title="Published checkpoint">
        <p>
          None yet, though the log has {size.toLocaleString("en")} entries: nobody outside can check them. The worker
          publishes the first one within a second; if it does not, tell an operator.
        </p>
      </Section>
    );
  }
  return (
    <Section title="Published checkpoint">
      <div className="flex flex-col gap-3">
        {verdict ? (
          <VerdictView verdict={verdict} />
        ) : (
          <p className="text-ink-soft" role="status">
            Checking the checkpoint in this browser …
          </p>
        )}
        <Facts>
          <Fact name="size">{published.size.toLocaleString("en")} entries</Fact>
          <Fact name="root">
            <Copyable most={52} text={published.root} what="root" />
          </Fact>
        </Facts>
        <RawJson value={published.note} what="checkpoint" />
      </div>
    </Section>
  );
}

function Witnesses({ log: { published } }: { log: LogReply }) {
  const names = published?.witnesses ?? [];
  return (
    <Section title="Witnesses">
      {names.length > 0 ? (
        <>
          <ul className="flex flex-col gap-0.5">
            {names.map((name) => (
              <li className="font-mono text-xs" key={name}>
                {name}
              </li>
            ))}
          </ul>
          <p className="mt-1 text-xs text-ink-soft">
            Named by the checkpoint. This browser has no keys of theirs: check their signatures with tools of your own.
          </p>
        </>
      ) : (
        <p>
          No witness is configured.{" "}
          <span className="text-ink-soft">
            Until somebody outside cosigns checkpoints, only those who kept an earlier one can tell a log that was
            rewritten. This browser keeps one.
          </span>
        </p>
      )}
    </Section>
  );
}
