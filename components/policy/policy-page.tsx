"use client";

import { Person } from "@/components/person/person";
import { auditEventHref, exploreHref, policyHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { BothTimes } from "@/components/ui/both-times";
import { Link } from "@/components/ui/link";
import { ProblemView } from "@/components/ui/problem";
import { RawJson } from "@/components/ui/raw-json";
import { Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import { Bar, Waiting } from "@/components/ui/waiting";
import { usePolicy } from "@/lib/client/policies";
import { useMay } from "@/lib/client/session";
import { PolicyView } from "./policy-view";
import { PublishPolicy } from "./publish-policy";

/** One policy: what it wants in words, who put it in force and when, and its exact text. */
export function PolicyPage() {
  const project = usePart("project");
  const { data, error, refetch } = usePolicy(project, usePart("id"));
  const mayPublish = useMay("policy:publish");
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  if (!data) {
    return (
      <Waiting what="Reading the policy">
        <div className="p-4">
          <Bar className="h-40 w-full" />
        </div>
      </Waiting>
    );
  }
  const { policy, document } = data;
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={data.asOf} />
      <header className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3">
        <div className="mr-auto">
          <p className="text-ink-soft">
            <Link className="link" href={policyHref(project)}>
              Policies
            </Link>
          </p>
          <h1 className="text-xl tracking-tight">{document.name}</h1>
        </div>
        {policy.inForce ? <State name="verified">In force</State> : <State name="ended">Not in force</State>}
        {mayPublish ? <PublishPolicy document={document} project={project} /> : null}
      </header>
      <Section title="What it wants">
        <PolicyView document={document} />
      </Section>
      <Section title="Publications, newest first">
        {policy.publications.length === 0 ? (
          <p className="text-ink-soft">
            Nobody published it: it is what holds where nothing was published. Requests show it once it governed one.
          </p>
        ) : (
          <ol className="flex flex-col gap-1.5">
            {policy.publications.map(({ by, at, recordedAt, eventId }) => (
              <li className="flex flex-wrap items-center gap-x-1.5" key={eventId}>
                <Person who={by} />
                <Link href={auditEventHref(eventId)}>published it</Link>
                <span className="text-ink-soft">
                  <BothTimes at={at} recordedAt={recordedAt} />
                </span>
              </li>
            ))}
          </ol>
        )}
        <p className="mt-2 text-xs">
          <Link className="link" href={exploreHref(project, { type: "policy", id: policy.id })}>
            See it in the graph
          </Link>
        </p>
      </Section>
      <Section title="Its exact content">
        <RawJson value={document} what="the policy" />
      </Section>
    </div>
  );
}
