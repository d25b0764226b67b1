"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { z } from "zod";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { Person } from "@/components/person/person";
import { type Checking, ProofBadge } from "@/components/proof/proof-panel";
import { useEventProof } from "@/components/proof/use-proof";
import { auditEventHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { useProject } from "@/components/shell/project";
import { BothTimes } from "@/components/ui/both-times";
import { ProblemView } from "@/components/ui/problem";
import { RawJson } from "@/components/ui/raw-json";
import { Fact, Facts } from "@/components/ui/section";
import { OriginState, OutcomeState } from "@/components/ui/state";
import { Tabs } from "@/components/ui/tabs";
import { PageBars, Waiting } from "@/components/ui/waiting";
import { useAuditEvent } from "@/lib/client/audit";
import { useConfinement } from "@/lib/client/session";
import type { AuditEventReply } from "@/lib/contract/reply";
import { EventView } from "./event-view";
import { RecorderKey } from "./recorder-key";
import { subjectText, verb } from "./sentence";

type Reply = z.infer<typeof AuditEventReply>;

const TABS = ["event", "envelope", "note"] as const;

/** One event: what it says, the envelope that the log commits to, and the signed note byte for byte. */
export function AuditEventPage() {
  const id = usePart("id");
  const confinement = useConfinement("audit:read", useProject());
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("event"));
  const { data, error, refetch } = useAuditEvent(id, confinement);
  // Here and not in the tab that shows it: a tab that is opened again would ask again, and each asking is on record.
  const checking = useEventProof(data);
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  if (!data) {
    return (
      <Waiting what="Reading the event">
        <PageBars />
      </Waiting>
    );
  }
  return (
    <div className="flex min-h-0 grow flex-col">
      <AsOfLine asOf={data.asOf} />
      <Sentence checking={checking} reply={data} />
      <Tabs
        label="Views of the event"
        onChange={(next) => setTab(TABS.find((each) => each === next) ?? null)}
        tabs={[
          { id: "event", name: "Event", content: () => <EventView checking={checking} reply={data} /> },
          {
            id: "envelope",
            name: "Envelope",
            content: () => (
              <div className="p-4">
                <RawJson value={data.envelope} what="envelope" />
              </div>
            ),
          },
          { id: "note", name: "Signed note", content: () => <Note reply={data} /> },
        ]}
        value={tab}
      />
    </div>
  );
}

function Sentence({ reply, checking }: { reply: Reply; checking: Checking }) {
  const { event } = reply;
  return (
    <header className="px-4 pt-4 pb-3">
      <h1 className="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-lg font-semibold">
        <Person who={event.who} />
        <span>{verb(event)}</span>
        {event.subject ? (
          <>
            <span className="font-normal text-ink-soft">
              {subjectText(event.subject).split(" ").slice(0, -1).join(" ")}
            </span>
            <ArtifactLink artifact={event.subject} most={48} project={event.project} />
          </>
        ) : null}
      </h1>
      <p className="mt-1.5 flex flex-wrap items-center gap-2 text-ink-soft">
        <OutcomeState outcome={event.outcome} />
        <OriginState origin={event.origin} />
        <ProofBadge checking={checking} href={`${auditEventHref(event.id)}#proof`} />
        <BothTimes at={event.at} recordedAt={event.recordedAt} relative />
      </p>
    </header>
  );
}

function Note({ reply }: { reply: Reply }) {
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="max-w-[75ch] text-ink-soft">
        A C2SP signed note. Its text is the envelope as one line of canonical JSON; any tool that checks signed notes
        can check it with the recorder’s key.
      </p>
      <RawJson value={reply.note} what="signed note" />
      <Facts>
        <Fact name="recorder’s key">
          <RecorderKey most={96} vkey={reply.verifierKey} />
        </Fact>
      </Facts>
    </div>
  );
}
