import { CircleCheck } from "lucide-react";
import { kindTitle } from "@/components/kind/kind";
import { auditHref, exploreHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import { useMay } from "@/lib/client/session";
import { sayFinding } from "@/lib/contract/findings";
import type { LogReply } from "@/lib/contract/log";
import { findingsSentence } from "./answer";
import { DeliveryLine } from "./delivery";
import { ResolveDialog } from "./resolve-dialog";

type Finding = LogReply["findings"][number];

function FindingLine({ finding, mayResolve, isLast }: { finding: Finding; mayResolve: boolean; isLast: boolean }) {
  const { id, kind, severity, detail, recordedAt, project, concerns, deliveries } = finding;
  const { what, toDo } = sayFinding(kind);
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-l-2 border-bad py-1 pl-3">
      <div className="flex min-w-0 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-2">
          <State name={severity === "warning" ? "warning" : "broken"}>{severity ?? "severity unknown"}</State>
          <span className="font-medium">{what}</span>
        </p>
        {concerns ? (
          <p>
            <Link className="link" href={exploreHref(project, concerns)}>
              {kindTitle(concerns.type)} {concerns.id}
            </Link>{" "}
            in the project {project}
          </p>
        ) : null}
        {detail ? <p className="font-mono text-xs break-all">{detail}</p> : null}
        <p className="text-ink-soft">{toDo}</p>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-ink-soft">
          {recordedAt ? (
            <span>
              found <Moment iso={recordedAt} relative />
            </span>
          ) : null}
          <Copyable text={id} what="id of the finding" />
          <Link href={auditHref(project, { type: "finding", id })}>Its events</Link>
        </p>
        {deliveries.length > 0 ? (
          <ul className="mt-1 flex flex-col gap-1">
            {deliveries.map((delivery) => (
              <DeliveryLine delivery={delivery} finding={id} key={delivery.channel} mayRetry={mayResolve} />
            ))}
          </ul>
        ) : null}
      </div>
      {mayResolve ? <ResolveDialog id={id} isLast={isLast} what={what} /> : null}
    </li>
  );
}

/** What is wrong with the record itself, or with bytes of artifacts, and was not resolved by anybody. */
export function Findings({ log }: { log: LogReply }) {
  const mayResolve = useMay("finding:resolve");
  const { findings } = log;
  return (
    <Section title="Findings that are open">
      {findings.length === 0 ? (
        <p className="flex items-center gap-2">
          <CircleCheck aria-hidden="true" className="text-ok" size={14} />
          {findingsSentence(log)}
        </p>
      ) : (
        <>
          <p className="mb-2 font-medium text-bad">{findingsSentence(log)}</p>
          <ul className="flex flex-col gap-3">
            {findings.map((finding) => (
              <FindingLine finding={finding} isLast={findings.length === 1} key={finding.id} mayResolve={mayResolve} />
            ))}
          </ul>
          {mayResolve ? null : (
            <p className="mt-2 text-xs text-ink-soft">Operators and compliance officers may resolve a finding.</p>
          )}
        </>
      )}
    </Section>
  );
}
