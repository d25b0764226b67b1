import { kindTitle } from "@/components/kind/kind";
import { auditHref, exploreHref, promotionHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import { type Ref, refKey } from "@/graph-schema/names";
import { counted } from "@/lib/contract/amount";
import { sayFinding } from "@/lib/contract/findings";
import type { ArtifactReply } from "@/lib/contract/reply";
import { ArtifactLink } from "./artifact-link";

interface FindingsProps {
  project: string;
  reply: ArtifactReply;
}

type Finding = ArtifactReply["findings"][number];

/** The open findings about the bytes of an artifact, or of what it rests on, and what they hold up. Nothing where there are none. */
export function ArtifactFindings({ project, reply: { artifact, findings } }: FindingsProps) {
  return findings.length === 0 ? null : (
    <Section title={counted(findings.length, "open finding")}>
      <ul className="flex flex-col gap-3">
        {findings.map((finding) => (
          <FindingLine finding={finding} key={finding.id} of={artifact} project={project} />
        ))}
      </ul>
    </Section>
  );
}

function FindingLine({ project, finding, of }: { project: string; finding: Finding; of: Ref }) {
  const { id, kind, concerns, recordedAt } = finding;
  const { what, toDo } = sayFinding(kind);
  const ref = { type: "finding", id } as const;
  const isOwn = refKey(concerns) === refKey(of);
  return (
    <li className={`flex flex-col gap-1 border-l-2 pl-3 ${isOwn ? "border-bad" : "border-warn"}`}>
      <p className="flex flex-wrap items-center gap-2">
        <State name={isOwn ? "broken" : "warning"}>{isOwn ? "finding open" : "rests on a finding"}</State>
        {isOwn ? null : <ArtifactLink artifact={concerns} project={project} />}
      </p>
      <p className="font-medium">{what}</p>
      <p className="text-ink-soft">{toDo}</p>
      <p className="flex flex-wrap items-center gap-x-3 text-xs text-ink-soft">
        {recordedAt ? (
          <span>
            found <Moment iso={recordedAt} relative />
          </span>
        ) : null}
        <Copyable text={id} what="id of the finding" />
        <Link href={exploreHref(project, ref)}>The finding</Link>
        <Link href={auditHref(project, ref)}>Its events</Link>
        <Link href="/log">Alerts and resolution</Link>
      </p>
      <Blocked finding={finding} project={project} />
    </li>
  );
}

/** What may not be promoted or deployed until the finding is resolved. */
function Blocked({ project, finding: { blocks } }: { project: string; finding: Finding }) {
  if (blocks.length === 0) {
    return <p className="text-xs text-ink-soft">No model version rests on it.</p>;
  }
  return (
    <div className="text-xs">
      <p className="text-ink-soft">Until it is resolved, none of these is promoted or deployed:</p>
      <ul className="flex flex-col">
        {blocks.map((ref) => (
          <li key={refKey(ref)}>
            {ref.type === "promotion_request" ? (
              <Link className="link" href={promotionHref(project, ref.id)}>
                {kindTitle(ref.type)} <span className="font-mono break-all">{ref.id}</span>
              </Link>
            ) : (
              <ArtifactLink artifact={ref} project={project} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
