"use client";

import { Download, ListTree, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { auditEventHref } from "@/components/shell/address";
import { bytesText } from "@/components/ui/amounts";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import { MANIFEST_MEDIA_TYPE } from "@/graph-schema/contents";
import type { Ref } from "@/graph-schema/names";
import { contentPath, useVerifyContent } from "@/lib/client/contents";
import { useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import type { ContentReply, VerificationReply } from "@/lib/contract/contents";
import type { ArtifactFinding } from "@/lib/contract/reply";
import { ManifestFiles } from "./manifest-files";
import { Trouble } from "./trouble";
import { useDownload } from "./use-download";
import { certaintyOf, fileNameOf, OUTCOMES } from "./words";

interface ContentLineProps {
  project: string;
  artifact: Ref;
  content: ContentReply;
  /** What is open about the bytes of what they are attached to. */
  findings: readonly ArtifactFinding[];
}

function Head({ content, findings }: Pick<ContentLineProps, "content" | "findings">) {
  const { role, mediaType, sizeBytes, files } = content;
  const { name, word } = certaintyOf(content, findings);
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <b className="font-semibold">{role}</b>
      <span className="text-ink-soft">
        {files === null ? `${mediaType}, ` : `folder of ${counted(files, "file")}, list of `}
        <span title={counted(sizeBytes, "byte")}>{bytesText(sizeBytes)}</span>
      </span>
      <State name={name}>{word}</State>
    </p>
  );
}

function Where({ content }: Pick<ContentLineProps, "content">) {
  const { uri, attachedAt, checkedAt, eventId } = content;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-1 text-xs text-ink-soft">
        {uri === null ? (
          "Held in the store"
        ) : (
          <>
            Stays at <Copyable most={36} text={uri} what="address" />
          </>
        )}
        , <Link href={auditEventHref(eventId)}>attached</Link> <Moment iso={attachedAt} relative />
      </p>
      <p className="text-xs text-ink-soft">
        {checkedAt ? (
          <>
            Last read and hashed <Moment iso={checkedAt} relative />
          </>
        ) : (
          "Nobody has read it yet"
        )}
      </p>
    </>
  );
}

/** What a check that was just made came to. */
function Checked({ reply }: { reply: VerificationReply }) {
  const { name, says } = OUTCOMES[reply.outcome];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs" role="status">
      <State name={name}>{reply.outcome}</State>
      <span>{says}</span>
      {reply.found ? (
        <span>
          Found <Copyable most={20} text={reply.found} what="digest found" />
        </span>
      ) : null}
      <Link href={auditEventHref(reply.eventId)}>Its record</Link>
    </p>
  );
}

interface ActsProps extends Omit<ContentLineProps, "findings"> {
  verifying: ReturnType<typeof useVerifyContent>;
  saving: ReturnType<typeof useDownload>;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

/** What can be done with attached bytes by who may. */
function Acts({ project, artifact, content, verifying, saving, isOpen, onOpen }: ActsProps) {
  const mayDownload = useMay("artifact:download") && content.uri === null;
  const isManifest = content.mediaType === MANIFEST_MEDIA_TYPE;
  function save() {
    const { digest, sizeBytes } = content;
    saving.mutate({
      url: contentPath(project, artifact, digest),
      name: fileNameOf(artifact.id, content),
      digest,
      sizeBytes,
    });
  }
  return (
    <p className="mt-1 flex flex-wrap gap-1.5">
      {mayDownload && isManifest ? (
        <Button aria-expanded={isOpen} onPress={() => onOpen(!isOpen)} size="small">
          <ListTree aria-hidden="true" size={14} />
          {isOpen ? "Hide files" : "Show files"}
        </Button>
      ) : null}
      {mayDownload ? (
        <Button isDisabled={saving.isPending} onPress={save} size="small">
          <Download aria-hidden="true" size={14} />
          {saving.isPending ? "Fetching …" : isManifest ? "Download list" : "Download"}
        </Button>
      ) : null}
      <Button isDisabled={verifying.isPending} onPress={() => verifying.mutate()} size="small">
        <ShieldCheck aria-hidden="true" size={14} />
        {verifying.isPending ? "Reading and hashing …" : "Verify now"}
      </Button>
    </p>
  );
}

/** Bytes in one role: what they are, where they are, how sure that is; and what can be done with them. */
export function ContentLine({ project, artifact, content, findings }: ContentLineProps) {
  const [isOpen, setOpen] = useState(false);
  const verifying = useVerifyContent(project, artifact, content.digest);
  const saving = useDownload();
  const line = { project, artifact, content };
  return (
    <li className="flex flex-col items-start gap-1 border-l-2 border-line-strong pl-3">
      <Head content={content} findings={findings} />
      <Copyable most={40} text={content.digest} what="digest" />
      <Where content={content} />
      <Acts {...line} isOpen={isOpen} onOpen={setOpen} saving={saving} verifying={verifying} />
      {verifying.data ? <Checked reply={verifying.data} /> : null}
      {verifying.error ? <Trouble error={verifying.error} /> : null}
      {saving.error ? <Trouble error={saving.error} /> : null}
      {isOpen ? <ManifestFiles {...line} /> : null}
    </li>
  );
}
