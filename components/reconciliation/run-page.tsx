"use client";

import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Person } from "@/components/person/person";
import { auditEventHref, reconciliationHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { bytesText, durationText } from "@/components/ui/amounts";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Fact, Facts, Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import { PageBars, Waiting } from "@/components/ui/waiting";
import { useRun } from "@/lib/client/reconciliation";
import { useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import { DISCREPANCIES, DISCREPANCY_KINDS, type RunReply } from "@/lib/contract/reconciliation";
import { changeSentence, differences, foundSentence, tookMs } from "./answer";
import { DiscrepanciesOfKind } from "./discrepancies";

/** One run: what it came to, how that differs from the run before, and every difference that it told. */
export function RunPage() {
  const id = usePart("id");
  const { data, error, refetch } = useRun(id);
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
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={data.asOf} />
      <header className="px-4 pt-4 pb-3">
        <h1 className="text-lg font-semibold">
          Reconciliation of <Moment iso={data.run.beganAt} />
        </h1>
        <p className="mt-1 text-xl leading-8 tracking-tight" data-testid="answer">
          {foundSentence(data.run)}
        </p>
        <Change reply={data} />
      </header>
      <div className="grid grid-cols-1 border-t border-line xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="min-w-0">
          <Differences reply={data} />
        </div>
        <div className="min-w-0 border-line max-xl:order-first max-xl:border-b xl:border-l">
          <About reply={data} />
        </div>
      </div>
    </div>
  );
}

function Change({ reply }: { reply: RunReply }) {
  const { previous, told } = reply;
  const isKnown = told === "open" && (previous === null || previous.told === "open");
  return (
    <p className="mt-0.5 text-ink-soft">
      {isKnown
        ? changeSentence(reply)
        : "What differs from the run before cannot be told: its parts are not all readable."}{" "}
      {previous ? (
        <Link href={reconciliationHref(previous.id)}>
          The run before, <Moment iso={previous.endedAt} quiet />
        </Link>
      ) : null}
    </p>
  );
}

function About({ reply: { run } }: { reply: RunReply }) {
  const mayAudit = useMay("audit:read");
  return (
    <Section title="The run">
      <Facts>
        <Fact name="made by">
          <Person who={run.by} />, by its worker or by a command on its machine
        </Fact>
        {run.askedBy ? (
          <Fact name="asked for by">
            <Person who={run.askedBy.by} /> <Moment iso={run.askedBy.at} />
          </Fact>
        ) : null}
        <Fact name="mode">{run.mode === "full" ? "full: every blob" : "incremental: what was new or due"}</Fact>
        <Fact name="took">
          {durationText(tookMs(run))}
          {run.resumed > 0 ? `, cut off and gone on ${counted(run.resumed, "time")}` : ""}
        </Fact>
        <Fact name="in the store">{counted(run.blobs, "blob")}</Fact>
        <Fact name="recorded">{counted(run.registered, "blob")}</Fact>
        <Fact name="read">
          {counted(run.read, "blob")}, {bytesText(run.readBytes)}
        </Fact>
        {DISCREPANCY_KINDS.map((kind) => (
          <Fact key={kind} name={DISCREPANCIES[kind].name}>
            {run.counts[kind].toLocaleString("en")}
          </Fact>
        ))}
        {run.log ? <Fact name="log’s invariants">{run.log.replaceAll("_", " ")}</Fact> : null}
        <Fact name="event">
          {mayAudit ? (
            <Link href={auditEventHref(run.id)}>Its event and proof</Link>
          ) : (
            <Copyable text={run.id} what="event" />
          )}
        </Fact>
      </Facts>
    </Section>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="flex items-center gap-2 px-4 py-6 text-ink-soft">{children}</p>;
}

function Differences({ reply }: { reply: RunReply }) {
  const { run, told, discrepancies, gone, unread } = reply;
  if (differences(run) === 0 && gone.length + unread.length === 0) {
    return (
      <Nothing>
        <CircleCheck aria-hidden="true" className="text-ok" size={14} />
        Nothing differed.
      </Nothing>
    );
  }
  if (told !== "open") {
    return (
      <Nothing>
        <State name={told === "damaged" ? "broken" : "hidden"}>{told}</State>
        {told === "hidden"
          ? "What differed is for auditors and for those who deal with findings; the counts are for everybody."
          : "What differed cannot be read any more; the counts are part of the event."}
      </Nothing>
    );
  }
  return (
    <>
      {DISCREPANCY_KINDS.map((kind) => {
        const rows = discrepancies.filter((each) => each.kind === kind);
        return rows.length > 0 ? (
          <DiscrepanciesOfKind count={run.counts[kind]} key={kind} kind={kind} rows={rows} run={run.id} />
        ) : null;
      })}
      <Earlier rows={unread} title="Not read again">
        Their bytes differed in the run before. This run did not read them, so nobody knows yet.
      </Earlier>
      <Earlier rows={gone} title="Gone since the run before">
        The run before told of these, and this one did not find them any more.
      </Earlier>
    </>
  );
}

interface EarlierProps {
  title: string;
  rows: RunReply["gone"];
  children: ReactNode;
}

function Earlier({ title, rows, children }: EarlierProps) {
  return rows.length > 0 ? (
    <Section title={`${title} – ${rows.length.toLocaleString("en")}`}>
      <p className="text-ink-soft">{children}</p>
      <ul className="mt-1 flex flex-col gap-0.5">
        {rows.map(({ kind, name }) => (
          <li className="flex flex-wrap items-center gap-x-3" key={`${kind} ${name}`}>
            <span className="w-28 text-xs text-ink-soft">{DISCREPANCIES[kind].name}</span>
            <Copyable most={44} text={name} what="name" />
          </li>
        ))}
      </ul>
    </Section>
  ) : null;
}
