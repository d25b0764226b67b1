"use client";

import { useRouter } from "next/navigation";
import { reconciliationHref } from "@/components/shell/address";
import { Empty } from "@/components/ui/empty";
import { ListView } from "@/components/ui/list-view";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import { useRuns } from "@/lib/client/reconciliation";
import { counted } from "@/lib/contract/amount";
import type { RunsReply } from "@/lib/contract/reconciliation";
import { foundSentence, lookedSentence } from "./answer";
import { RUN_COLUMNS } from "./columns";
import { RunNow } from "./run-now";
import { Trend } from "./trend";

/** Whether the store holds what the record says it holds: the last run, the trend, and every run. */
export function RunsPage() {
  const runs = useRuns();
  const router = useRouter();
  const first = runs.data?.pages[0];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard also while nothing in it can be focused
    <section aria-label="Reconciliation" className="flex min-h-0 grow flex-col overflow-y-auto" tabIndex={0}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <h1 className="mr-auto text-lg font-semibold">Reconciliation</h1>
        {first ? <RunNow doing={first.doing} /> : null}
      </div>
      {first ? <Answer reply={first} /> : null}
      <div className="flex min-h-80 grow flex-col max-md:shrink-0">
        <ListView
          columns={RUN_COLUMNS}
          empty={
            <Empty command="npx pedigree reconcile --full" title="No run yet">
              The worker compares the store with the record by its schedule. On the machine of the app you can have it
              done now.
            </Empty>
          }
          keyOf={({ id }) => id}
          label="Runs, newest first"
          list={runs}
          onOpen={({ id }) => router.push(reconciliationHref(id))}
          rowsOf={(page) => page.runs}
          what="runs"
        />
      </div>
    </section>
  );
}

function Answer({ reply: { runs, schedule } }: { reply: RunsReply }) {
  const [last] = runs;
  const { cron, zone, nextAt, days, megabytesPerSecond } = schedule;
  return (
    <>
      <div className="px-4 pt-1 pb-3">
        {last ? (
          <>
            <p className="text-xl leading-8 tracking-tight" data-testid="answer">
              {foundSentence(last)}
            </p>
            <p className="mt-0.5 text-ink-soft">
              That is what the last run says, which ended <Moment iso={last.endedAt} relative />. {lookedSentence(last)}
            </p>
          </>
        ) : null}
        <p className="mt-0.5 max-w-[110ch] text-xs text-ink-soft">
          {nextAt ? (
            <>
              Next <Moment iso={nextAt} />, by the schedule <code className="font-mono">{cron}</code> ({zone}).
            </>
          ) : (
            "No further run is scheduled."
          )}{" "}
          Each blob is read once in {counted(days, "day")}, at {megabytesPerSecond.toLocaleString("en")} MB/s at the
          most.
        </p>
      </div>
      {runs.length > 1 ? (
        <Section title="Differences by kind over the latest runs">
          <Trend runs={runs} />
        </Section>
      ) : null}
    </>
  );
}
