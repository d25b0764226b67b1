"use client";

import { useEffect, useRef } from "react";
import { ActDialog } from "@/components/promotions/act-dialog";
import { Copyable } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import { useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import type { ReproductionRow, ReproductionState, Runner } from "@/lib/contract/reproduction";
import { runnerTrouble, STATES } from "./words";

/** Where a reproduction stands, in a word. */
export function ReproductionStateMark({ state }: { state: ReproductionState }) {
  const [look, word] = STATES[state];
  return <State name={look}>{word}</State>;
}

/** Says that nobody is there to take up what waits, and what to do about it. */
export function RunnerTrouble({ runner }: { runner: Runner }) {
  const trouble = runnerTrouble(runner);
  return trouble ? (
    <div className="flex flex-col items-start gap-1 border-l-2 border-warn pl-3">
      <p>
        {trouble.since ? (
          <>
            No runner has asked for work since <Moment iso={trouble.since} relative />.
          </>
        ) : (
          "No runner has ever asked for work of this project."
        )}{" "}
        What is asked for waits until one does. An operator starts it by
      </p>
      <Copyable most={60} text="npx pedigree reproductions work" what="command" />
    </div>
  ) : null;
}

interface LogProps {
  lines: readonly string[];
  /** How many lines before these are left out. */
  dropped: number;
}

/** What a run says, the newest line in view; the keyboard scrolls it. */
export function RunLog({ lines, dropped }: LogProps) {
  const box = useRef<HTMLPreElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line is to be seen.
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines.length]);
  const left = dropped > 0 ? `(${counted(dropped, "line before these is", "lines before these are")} not kept)\n` : "";
  return (
    <pre
      aria-label="Log of the run"
      className="relative max-h-72 min-h-16 overflow-auto rounded-md border border-line bg-ground p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
      ref={box}
      role="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
    >
      {left}
      {lines.length > 0 ? lines.join("\n") : "Nothing was said yet."}
    </pre>
  );
}

/** Cancels one's own request, for those who may, while it waits or a runner works on it. */
export function CancelRun({ project, row }: { project: string; row: ReproductionRow }) {
  const may = useMay("reproduction:request");
  return may && row.youMayNotWithdraw.length === 0 ? (
    <ActDialog
      act={{
        title: `Cancel the run of ${row.prediction}`,
        short: "Cancel",
        confirm: "Cancel the run",
        look: "danger",
        route: ["reproductions", row.id, "withdrawal"],
        consequence: (
          <>
            <p>
              No runner takes it up any more. One that works on it ends it within seconds, with all its processes, and
              gives no verdict.
            </p>
            <p className="mt-1">
              That it was asked for and cancelled stays on record, with what the run has said so far. A new run may be
              asked for at once.
            </p>
          </>
        ),
      }}
      body={{}}
      project={project}
    />
  ) : null;
}
