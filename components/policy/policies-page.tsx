"use client";

import { Person } from "@/components/person/person";
import { Reasons } from "@/components/reason/reasons";
import { policyHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { State } from "@/components/ui/state";
import { Bar, Waiting } from "@/components/ui/waiting";
import { usePolicies, usePolicy } from "@/lib/client/policies";
import { useMay } from "@/lib/client/session";
import type { PoliciesReply } from "@/lib/contract/policy";
import { PersonalData } from "./personal-data";
import { PublishPolicy } from "./publish-policy";

/** The policies of a project, the one in force first. */
export function PoliciesPage() {
  const project = usePart("project");
  const { data, error, refetch } = usePolicies(project);
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      {data ? <AsOfLine asOf={data.asOf} /> : null}
      <div className="px-4 py-3">
        <h1 className="text-lg font-semibold">Policies</h1>
        <p className="max-w-prose text-ink-soft">
          What a promotion needs. A policy is never edited: publishing another one puts that one in force, and what was
          decided keeps the one that it was decided by.
        </p>
      </div>
      {data && data.gaps.length > 0 ? (
        <div className="px-4 pb-3" role="alert">
          <p className="font-medium text-bad">The policy in force is not what is shown as such: nothing is decided.</p>
          <Reasons reasons={data.gaps} />
        </div>
      ) : null}
      {data ? (
        <Policies project={project} reply={data} />
      ) : (
        <Waiting what="Reading the policies">
          <div className="p-4">
            <Bar className="h-24 w-full" />
          </div>
        </Waiting>
      )}
      <PersonalData project={project} />
    </div>
  );
}

function Policies({ project, reply }: { project: string; reply: PoliciesReply }) {
  return (
    <ul className="border-t border-line">
      {reply.policies.map((policy) => {
        const [latest] = policy.publications;
        return (
          <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5" key={policy.id}>
            <div className="mr-auto">
              <Link className="link font-medium" href={policyHref(project, policy.id)}>
                {policy.name}
              </Link>
              {policy.summary ? <p className="max-w-prose text-ink-soft">{policy.summary}</p> : null}
              <p className="text-xs text-ink-soft">
                {latest ? (
                  <>
                    published by <Person who={latest.by} /> on <Moment iso={latest.at} />
                  </>
                ) : (
                  "holds where nothing was published"
                )}
              </p>
            </div>
            {policy.inForce ? <State name="verified">In force</State> : <State name="ended">Not in force</State>}
            {policy.inForce ? <Another id={policy.id} project={project} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

/** A new policy begins as the one in force. */
function Another({ project, id }: { project: string; id: string }) {
  const mayPublish = useMay("policy:publish");
  return mayPublish ? <FromPolicy id={id} project={project} /> : null;
}

function FromPolicy({ project, id }: { project: string; id: string }) {
  const { data } = usePolicy(project, id);
  return data ? <PublishPolicy document={data.document} project={project} /> : null;
}
