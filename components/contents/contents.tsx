import { ArtifactLink } from "@/components/artifact/artifact-link";
import { auditEventHref } from "@/components/shell/address";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { ProblemView } from "@/components/ui/problem";
import { Section } from "@/components/ui/section";
import { Bar, Waiting } from "@/components/ui/waiting";
import { rolesOf } from "@/graph-schema/contents";
import { refKey } from "@/graph-schema/names";
import { useContents } from "@/lib/client/contents";
import { useMay } from "@/lib/client/session";
import type { ContentReply, ContentsReply } from "@/lib/contract/contents";
import type { ArtifactReply } from "@/lib/contract/reply";
import { AttachDialog } from "./attach-dialog";
import { ContentLine } from "./content-line";

interface ContentsProps {
  project: string;
  reply: ArtifactReply;
}

/** The bytes that are attached to an artifact, or to the version that a deployment deployed. Nothing for kinds that carry none. */
export function Contents({ project, reply }: ContentsProps) {
  const { type } = reply.artifact;
  return rolesOf(type).length > 0 || type === "deployment" ? <Carried project={project} reply={reply} /> : null;
}

function Carried({ project, reply }: ContentsProps) {
  const { data, error, refetch } = useContents(project, reply.artifact);
  const mayAttach = useMay("artifact:attach") && rolesOf(reply.artifact.type).length > 0;
  return (
    <Section
      aside={
        data && mayAttach ? <AttachDialog artifact={reply.artifact} present={data.contents} project={project} /> : null
      }
      title="Contents"
    >
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data ? <Listed contents={data} project={project} reply={reply} /> : null}
      {data || error ? null : (
        <Waiting canLeave={false} what="Reading what is attached">
          <Bar className="h-4 w-2/3" />
        </Waiting>
      )}
    </Section>
  );
}

function Listed({
  project,
  reply,
  contents: { carrier, contents, replaced },
}: ContentsProps & { contents: ContentsReply }) {
  const { artifact } = reply;
  const isOwn = refKey(carrier) === refKey(artifact);
  const findings = reply.findings.filter(({ concerns }) => refKey(concerns) === refKey(carrier));
  if (contents.length === 0 && isOwn) {
    return (
      <div className="flex flex-col items-start gap-1">
        <p className="text-ink-faint">No bytes are attached. Where they are the record does not say.</p>
        <Copyable
          most={44}
          text={`npx pedigree put FILE ${artifact.type} ${artifact.id} --project ${project}`}
          what="command"
        />
      </div>
    );
  }
  return (
    <>
      {isOwn ? null : (
        <p className="mb-2 flex flex-wrap items-center gap-x-1.5 text-ink-soft">
          Those of what it deployed: <ArtifactLink artifact={carrier} project={project} />
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {contents.map((content) => (
          <ContentLine
            artifact={artifact}
            content={content}
            findings={findings}
            key={content.eventId}
            project={project}
          />
        ))}
      </ul>
      {replaced.map((content) => (
        <Replaced content={content} key={content.eventId} />
      ))}
      {contents.length === 0 ? <p className="text-ink-faint">No bytes are attached to it.</p> : null}
    </>
  );
}

/** An address that counts no more. */
function Replaced({ content: { role, digest, uri, eventId } }: { content: ContentReply }) {
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-1 text-xs text-ink-soft">
      Replaced by verified bytes: the {role} that was <Link href={auditEventHref(eventId)}>asserted</Link> and never
      verified, at
      <Copyable most={36} text={uri ?? ""} what="address" />
      with
      <Copyable most={20} text={digest} what="asserted digest" />
    </p>
  );
}
