"use client";

import { RecentPlaces } from "@/components/artifact/recent-places";
import { useProject } from "@/components/shell/project";
import { Link } from "@/components/ui/link";

/** The explorer without a focus: where to begin. */
export function ExploreStart() {
  const project = useProject();
  return (
    <div className="min-h-0 overflow-y-auto p-4">
      <h1 className="text-xl font-semibold">Explore</h1>
      <p className="mt-1 mb-6 max-w-[65ch] text-ink-soft">
        A lineage opens around one artifact, its focus, with one hop on each side.{" "}
        <Link href={`/?project=${project}`}>Search for one</Link>, or begin at{" "}
        <Link href={`/projects/${project}/models`}>a model that is live</Link>.
      </p>
      <div className="max-w-xl">
        <RecentPlaces most={12} />
      </div>
    </div>
  );
}
