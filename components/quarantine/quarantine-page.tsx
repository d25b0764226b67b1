"use client";

import { useState } from "react";
import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { useQuarantine } from "@/lib/client/quarantine";
import { holds, useConfinement, useSession } from "@/lib/client/session";
import type { QuarantineReply } from "@/lib/contract/quarantine";
import { Decide } from "./decide";
import { Detected } from "./detected";

type Waiting = QuarantineReply["waiting"][number];

const HEAD = ["Found", "Events", "Project", "Sent by", "Since", "Goes by itself", "Record", "Act"] as const;

function Found({ data, onDecide }: { data: QuarantineReply; onDecide: (waiting: Waiting) => void }) {
  const user = useSession().data?.user;
  return (
    <SimpleTable
      cells={(each) => [
        <Detected detected={each.detected} key="found" />,
        each.events.toLocaleString("en"),
        each.project,
        <Person key="by" who={each.by} />,
        <Moment iso={each.at} key="at" />,
        <Moment iso={each.until} key="until" />,
        <Link className="link" href={auditEventHref(each.id)} key="record">
          record
        </Link>,
        holds(user, "privacy:quarantine", each.project) ? (
          <Button key="decide" onPress={() => onDecide(each)} size="small">
            Decide …
          </Button>
        ) : null,
      ]}
      head={HEAD}
      keyOf={({ id }) => id}
      label="Events in quarantine"
      rows={data.waiting}
    />
  );
}

/** Events that wait, unrecorded, because something personal is in them. */
export function QuarantinePage() {
  const confinedTo = useConfinement("privacy:read", useProject());
  const { data, error, refetch } = useQuarantine(confinedTo);
  const [asked, setAsked] = useState<Waiting>();
  return (
    <div className="relative min-h-0 grow overflow-y-auto px-4 py-3">
      <h1 className="text-lg font-semibold">Quarantine</h1>
      <p className="mb-3 max-w-[90ch] text-ink-soft">
        Events in which something personal was found, from sources for which{" "}
        <Link className="link" href={`/projects/${useProject()}/policies`}>
          the policy
        </Link>{" "}
        says so. They are not recorded; what was sent together waits together, encrypted, until somebody decides.
      </p>
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data && data.damaged > 0 ? (
        <p className="mb-2 text-bad" role="alert">
          Of {data.damaged} here the database has something else than what was set aside: see Findings.
        </p>
      ) : null}
      {data && data.waiting.length === 0 ? <Empty title="Nothing waits">No event is in quarantine.</Empty> : null}
      {data && data.waiting.length > 0 ? <Found data={data} onDecide={setAsked} /> : null}
      {data?.truncated ? (
        <p className="mt-2 text-xs text-ink-soft">
          The oldest {data.waiting.length.toLocaleString("en")} of {data.total.toLocaleString("en")}.
        </p>
      ) : null}
      {asked ? <Decide confinedTo={confinedTo} onClose={() => setAsked(undefined)} waiting={asked} /> : null}
    </div>
  );
}
