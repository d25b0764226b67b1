import { kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";
import { exploreHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import type { Ref } from "@/graph-schema/names";

interface ArtifactLinkProps {
  project: string;
  artifact: Ref;
  most?: number;
}

/** An artifact by its mark and id; leads to its place in the lineage. */
export function ArtifactLink({ project, artifact, most = 32 }: ArtifactLinkProps) {
  return (
    <Link
      className="link inline-flex max-w-full items-center gap-1.5 align-middle"
      href={exploreHref(project, artifact)}
      title={`${kindTitle(artifact.type)} ${artifact.id}`}
    >
      <KindIcon size={14} type={artifact.type} />
      <bdi className="truncate font-mono text-xs">{shortId(artifact.id, most)}</bdi>
    </Link>
  );
}
