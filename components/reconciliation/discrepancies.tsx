"use client";

import { useState } from "react";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { FindingStateView } from "@/components/findings/finding-state";
import { AnsweredLine } from "@/components/reason/answered-line";
import { ReasonDialog, type ReasonedAct } from "@/components/reason/reason-dialog";
import { findingHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { State } from "@/components/ui/state";
import { useAcknowledgeDiscrepancy, useReadRunAnew } from "@/lib/client/reconciliation";
import { useMay } from "@/lib/client/session";
import { DISCREPANCIES, type DiscrepancyKind, type DiscrepancyRow } from "@/lib/contract/reconciliation";

const FEW = 50;

const STANDINGS = {
  new: { look: "warning", word: "new" },
  still: { look: "open", word: "still there" },
  acknowledged: { look: "pending", word: "acknowledged" },
} as const;

interface KindProps {
  run: string;
  kind: DiscrepancyKind;
  rows: readonly DiscrepancyRow[];
  /** How many of the kind the run counted, which may be more than it told. */
  count: number;
}

/** The differences of one kind: what it means and what to do once, then each of them. */
export function DiscrepanciesOfKind({ run, kind, rows, count }: KindProps) {
  const [isAll, setAll] = useState(false);
  const { name, what, toDo } = DISCREPANCIES[kind];
  const shown = isAll ? rows : rows.slice(0, FEW);
  const isLoss = rows.some((row) => row.isLoss);
  return (
    <section aria-label={name} className="border-b border-line px-4 py-3">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        <span className="first-letter:uppercase">{name}</span>
        <span className="font-normal text-ink-soft">{count.toLocaleString("en")}</span>
        {isLoss ? <State name="broken">loss</State> : null}
      </h3>
      <p className="mt-0.5 max-w-[90ch]">
        {what} <span className="text-ink-soft">{toDo}</span>
      </p>
      <ul className="mt-2 flex flex-col gap-2">
        {shown.map((row) => (
          <Line key={row.name} row={row} run={run} />
        ))}
      </ul>
      {shown.length < rows.length ? (
        <Button className="mt-2" onPress={() => setAll(true)} size="small">
          Show all {rows.length.toLocaleString("en")}
        </Button>
      ) : null}
      {rows.length < count ? (
        <p className="mt-2 text-xs text-ink-soft">
          {(count - rows.length).toLocaleString("en")} more were counted; a run tells the first thousand differences by
          name.
        </p>
      ) : null}
    </section>
  );
}

function Line({ run, row }: { run: string; row: DiscrepancyRow }) {
  const { name, attachedTo, standing, acknowledged, findings, isLoss } = row;
  const { look, word } = STANDINGS[standing];
  const mayAcknowledge = useMay("finding:acknowledge");
  return (
    <li className="flex flex-col gap-1 border-l-2 border-line pl-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <State name={look}>{word}</State>
        <Copyable most={44} text={name} what="name" />
        {attachedTo.map(({ project, type, id }) => (
          <span className="inline-flex min-w-0 items-center gap-1" key={`${project} ${type} ${id}`}>
            <ArtifactLink artifact={{ type, id }} project={project} />
            <span className="text-xs text-ink-faint">in {project}</span>
          </span>
        ))}
        {mayAcknowledge && !isLoss && !acknowledged ? <Acknowledge row={row} run={run} /> : null}
      </div>
      {findings.map(({ id, state }) => (
        <p className="flex flex-wrap items-center gap-2 text-xs" key={id}>
          <FindingStateView state={state} />
          <Link href={findingHref(id)}>The finding that it raised</Link>
        </p>
      ))}
      {isLoss && findings.length === 0 ? (
        <p className="text-xs text-bad">No finding of it is in the database.</p>
      ) : null}
      {acknowledged ? <AnsweredLine answer={acknowledged} did="acknowledged it" /> : null}
    </li>
  );
}

function acknowledging({ kind, name }: DiscrepancyRow): ReasonedAct {
  return {
    name: "Acknowledge",
    title: "Acknowledge a difference",
    about: `${DISCREPANCIES[kind].what} ${name}`,
    consequence:
      "You state that you know of it and that it may be so. Later runs tell it as acknowledged, and do not count it as new.",
    label: "Why it may be so",
    hint: "Who put it there, or why is it kept so?",
    confirm: "Acknowledge the difference",
    leave: "Leave it",
    done: "the difference is acknowledged.",
  };
}

function Acknowledge({ run, row }: { run: string; row: DiscrepancyRow }) {
  const sending = useAcknowledgeDiscrepancy(run, row);
  const readAnew = useReadRunAnew(run);
  return <ReasonDialog act={acknowledging(row)} onDone={readAnew} sending={sending} size="small" />;
}
