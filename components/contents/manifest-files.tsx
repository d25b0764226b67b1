"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { bytesText } from "@/components/ui/amounts";
import { IconButton } from "@/components/ui/button";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import { contentPath } from "@/lib/client/contents";
import type { ContentReply } from "@/lib/contract/contents";
import { filesOf, type ListedFile, parseManifest } from "@/lib/contract/manifest";
import { Trouble } from "./trouble";
import { fetchVerified, useDownload } from "./use-download";

const MOST_SHOWN = 500;

interface ManifestFilesProps {
  project: string;
  artifact: Ref;
  content: ContentReply;
}

async function filesIn(url: string, digest: Digest): Promise<ListedFile[]> {
  const bytes = await fetchVerified({ url, digest });
  const parsed = parseManifest(new Uint8Array(await bytes.arrayBuffer()));
  if ("why" in parsed) {
    throw new Error(`the list is none: ${parsed.why}`);
  }
  return filesOf(parsed.manifest);
}

/** The files of a folder that is attached, each to be fetched alone. Reading the list is a download on record. */
export function ManifestFiles({ project, artifact, content }: ManifestFilesProps) {
  const { digest } = content;
  const { data, error, refetch } = useQuery({
    queryKey: ["manifest", project, artifact.type, artifact.id, digest],
    queryFn: () => filesIn(contentPath(project, artifact, digest), digest),
  });
  const saving = useDownload();
  if (error) {
    return <Trouble error={error} onRetry={() => refetch()} />;
  }
  if (!data) {
    return <p role="status">Reading the list …</p>;
  }
  function save(file: ListedFile) {
    const url = contentPath(project, artifact, digest, file.digest);
    saving.mutate({ ...file, url, name: file.name.split("/").at(-1) ?? file.name });
  }
  return (
    <>
      <ul aria-label="Files of the folder" className="mt-1 max-h-80 self-stretch overflow-y-auto border-t border-line">
        {data.slice(0, MOST_SHOWN).map((file) => (
          <li className="flex items-center gap-2 border-b border-line py-0.5 text-xs" key={file.name}>
            <bdi className="min-w-0 grow font-mono break-all">{file.name}</bdi>
            <span className="shrink-0 text-ink-soft tabular-nums">{bytesText(file.sizeBytes)}</span>
            <IconButton isDisabled={saving.isPending} label={`Download ${file.name}`} onPress={() => save(file)}>
              <Download aria-hidden="true" size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      {data.length > MOST_SHOWN ? (
        <p className="text-xs text-ink-soft">
          {MOST_SHOWN} of {data.length.toLocaleString("en")} files are shown; the command <code>pedigree get</code>{" "}
          fetches all.
        </p>
      ) : null}
      {saving.error ? <Trouble error={saving.error} /> : null}
    </>
  );
}
