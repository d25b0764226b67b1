"use client";

import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { NotRecorded, State } from "@/components/ui/state";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useRevokeSession, useSessions } from "@/lib/client/session";
import { agentName } from "./agent";

const HEAD = ["Browser", "Signed in", "Last seen", "Ends", "Act"];

/** Where one is signed in, and the way to end each of these sessions. */
export function Sessions() {
  const sessions = useSessions();
  const revoke = useRevokeSession();
  return (
    <section aria-labelledby="sessions" className="mt-6">
      <h2 className="mb-1 text-base font-semibold" id="sessions">
        Your sessions
      </h2>
      {sessions.error ? <ProblemView error={sessions.error} onRetry={() => sessions.refetch()} /> : null}
      {sessions.isPending ? (
        <Waiting canLeave={false} what="Reading your sessions">
          <TableBars rows={2} />
        </Waiting>
      ) : null}
      {revoke.error ? <ProblemView error={revoke.error} /> : null}
      {sessions.data ? (
        <SimpleTable
          cells={(session) => [
            <span className="inline-flex max-w-80 items-center gap-2" key="agent">
              <span className="truncate" title={session.agent ?? undefined}>
                {session.agent ? agentName(session.agent) : <NotRecorded what="the browser" />}
              </span>
              {session.current ? <State name="acted">this one</State> : null}
            </span>,
            <Moment iso={session.createdAt} key="created" quiet />,
            <Moment iso={session.lastSeenAt} key="seen" quiet />,
            <Moment iso={session.expiresAt} key="ends" quiet />,
            session.current ? null : (
              <Button
                aria-label={`End the session of ${session.agent ? agentName(session.agent) : "an unknown browser"}`}
                isDisabled={revoke.isPending}
                key="end"
                onPress={() => revoke.mutate(session.id)}
                size="small"
              >
                End session
              </Button>
            ),
          ]}
          head={HEAD}
          keyOf={({ id }) => id}
          label="Your sessions"
          rows={sessions.data.sessions}
        />
      ) : null}
    </section>
  );
}
