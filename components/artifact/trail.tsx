"use client";

import { EventLine } from "@/components/audit/event-line";
import { Button } from "@/components/ui/button";
import { ProblemView } from "@/components/ui/problem";
import { TableBars, Waiting } from "@/components/ui/waiting";
import type { Ref } from "@/graph-schema/names";
import { useTrail } from "@/lib/client/artifacts";
import { useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";

/** Every event about one artifact, newest first. */
export function Trail({ project, artifact }: { project: string; artifact: Ref }) {
  const trail = useTrail(project, artifact);
  const maySeeLooks = useMay("audit:read");
  if (trail.error) {
    return <ProblemView error={trail.error} onRetry={() => trail.refetch()} />;
  }
  if (!trail.data) {
    return (
      <Waiting canLeave={false} what="Reading the audit trail">
        <TableBars />
      </Waiting>
    );
  }
  const events = trail.data.pages.flatMap((page) => page.events);
  const total = trail.data.pages[0]?.total ?? events.length;
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="text-xs text-ink-soft">
        {events.length.toLocaleString("en")} of {counted(total, "event")}, newest first
        {maySeeLooks ? null : "; who looked at it is shown to those who may read the audit trail"}
      </p>
      <ol className="flex flex-col gap-3">
        {events.map((event) => (
          <EventLine beside={artifact} event={event} key={event.id} />
        ))}
      </ol>
      {trail.hasNextPage ? (
        <Button isDisabled={trail.isFetchingNextPage} onPress={() => trail.fetchNextPage()}>
          Show older events
        </Button>
      ) : null}
    </div>
  );
}
