import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemView } from "@/components/ui/problem";
import { useQuarantined } from "@/lib/client/quarantine";
import type { QuarantinedReply } from "@/lib/contract/quarantine";
import { Detected } from "./detected";

function Content({ content }: { content: QuarantinedReply["contents"][number] }) {
  const { eventId, detected, isErased, event } = content;
  return (
    <li className="border-b border-line py-2 last:border-b-0">
      <p className="font-mono text-xs break-all">{eventId}</p>
      {detected.length === 0 ? (
        <p className="text-ink-soft">Nothing was found in this one; it was sent with the others.</p>
      ) : (
        <Detected detected={detected} />
      )}
      {isErased ? <p className="text-warn">Whoever it names was erased: it can only be discarded.</p> : null}
      {event === null ? null : (
        <pre className="mt-1 overflow-x-auto rounded-md bg-raised p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {JSON.stringify(event, null, 2)}
        </pre>
      )}
    </li>
  );
}

/** The events that were set aside together: what was found in each, and, where somebody asks for it, what they say. */
export function Contents({ project, id }: { project: string; id: string }) {
  const [withValues, setWithValues] = useState(false);
  const { data, error, refetch } = useQuarantined(project, id, withValues);
  if (error) {
    return <ProblemView error={error} onRetry={() => refetch()} />;
  }
  return (
    <section aria-label="What was set aside" className="flex flex-col gap-2">
      <ul className="rounded-md border border-line px-3">
        {data?.contents.map((content) => (
          <Content content={content} key={content.eventId} />
        ))}
        {data ? null : <li className="py-2 text-ink-soft">Looking …</li>}
      </ul>
      {withValues ? (
        <p className="text-xs text-ink-soft">That you saw the values is on record.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button onPress={() => setWithValues(true)} size="small">
            Show what they say
          </Button>
          <span className="text-xs text-ink-soft">Values are personal; that you look is on record.</span>
        </div>
      )}
    </section>
  );
}
