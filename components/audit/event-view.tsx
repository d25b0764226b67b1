import { z } from "zod";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { FactList } from "@/components/artifact/fact-list";
import { callerCheck } from "@/components/proof/caller";
import { type Checking, ProofPanel } from "@/components/proof/proof-panel";
import { Reasons } from "@/components/reason/reasons";
import { auditEventHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts, Section } from "@/components/ui/section";
import { NotRecorded } from "@/components/ui/state";
import { PERSONAL_WORDS, Redacted } from "@/lib/contract/personal";
import type { AuditEventReply } from "@/lib/contract/reply";
import { CallerKey } from "./caller-key";
import { Payloads } from "./payloads";
import { QuarantineTold } from "./quarantine";
import { RecorderKey } from "./recorder-key";

type Reply = z.infer<typeof AuditEventReply>;

function WhenAndWhere({ event }: { event: Reply["event"] }) {
  return (
    <Section title="When and where">
      <Facts>
        <Fact name="said to be at">
          <Moment iso={event.at} />
        </Fact>
        <Fact name="recorded at">
          <Moment iso={event.recordedAt} />
        </Fact>
        <Fact name="stamp">
          <Copyable text={String(event.stamp)} what="stamp" />
        </Fact>
        <Fact name="project">{event.project}</Fact>
        <Fact name="server’s id">
          <Copyable most={40} text={event.id} what="id" />
        </Fact>
        <Fact name="producer’s id">
          {event.eventId ? <Copyable most={40} text={event.eventId} what="event id" /> : <NotRecorded />}
        </Fact>
      </Facts>
    </Section>
  );
}

function About({ event, subjects }: Pick<Reply, "event" | "subjects">) {
  return (
    <Section title="Artifacts it is about">
      {subjects.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {subjects.map(({ ref, role }) => (
            <li className="flex flex-wrap items-center gap-x-2" key={`${role} ${ref.type} ${ref.id}`}>
              <ArtifactLink artifact={ref} most={48} project={event.project} />
              <span className="text-xs text-ink-faint">{role.replaceAll("_", " ")}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-faint">None.</p>
      )}
      {event.refersTo === null ? null : (
        <p className="mt-1">
          It goes back to{" "}
          <Link className="link" href={auditEventHref(event.refersTo)}>
            the event {event.refersTo}
          </Link>
          .
        </p>
      )}
    </Section>
  );
}

const Envelope = z.object({ redacted: z.array(Redacted) });

/** What was personal in the event and was not stored; nothing where that was nothing. */
function TakenOut({ envelope }: Pick<Reply, "envelope">) {
  const redacted = Envelope.safeParse(envelope).data?.redacted ?? [];
  return redacted.length > 0 ? (
    <Section title="Taken out before it was stored">
      <ul className="flex flex-col gap-1">
        {redacted.map(({ pointer, kind, count }) => (
          <li key={`${kind} ${pointer}`}>
            {PERSONAL_WORDS[kind]}
            {count > 1 ? `, ${count} times` : ""}, at <code className="font-mono text-xs">{pointer}</code>
          </li>
        ))}
      </ul>
    </Section>
  ) : null;
}

function Proof({ reply, checking }: EventViewProps) {
  return (
    <Section id="proof" title="Proof">
      <ProofPanel checking={checking} />
      <div className="mt-3">
        <Facts>
          <Fact name="event SHA-256">
            <Copyable most={72} text={reply.eventSha256} what="event digest" />
          </Fact>
          <Fact name="recorder’s key">
            <RecorderKey most={72} vkey={reply.verifierKey} />
          </Fact>
          <Fact name="caller’s key">
            <CallerKey
              callerKey={reply.callerKey}
              check={callerCheck(checking.data?.verdict)}
              envelope={reply.envelope}
            />
          </Fact>
        </Facts>
      </div>
      <p className="mt-2 text-xs text-ink-soft">
        The <Link href="?tab=note">signed note</Link> is what the log commits to, byte for byte.
      </p>
    </Section>
  );
}

interface EventViewProps {
  reply: Reply;
  checking: Checking;
}

/** What one event says, where it stands, and what proves it. */
export function EventView({ reply, checking }: EventViewProps) {
  const { event } = reply;
  return (
    <div className="max-w-4xl">
      {event.reasons.length > 0 ? (
        <Section title="Why it was refused">
          <Reasons reasons={event.reasons} />
        </Section>
      ) : null}
      <QuarantineTold quarantine={reply.quarantine} />
      <WhenAndWhere event={event} />
      <About event={event} subjects={reply.subjects} />
      <Section title="Facts">
        {Object.keys(event.facts).length > 0 ? (
          <FactList facts={event.facts} />
        ) : (
          <p className="text-ink-faint">None.</p>
        )}
      </Section>
      <TakenOut envelope={reply.envelope} />
      <Section title="Parts kept beside the log, encrypted">
        <Payloads payloads={reply.payloads} />
      </Section>
      <Proof checking={checking} reply={reply} />
    </div>
  );
}
