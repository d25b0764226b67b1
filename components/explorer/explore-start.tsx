"use client";

import { ArtifactLink } from "@/components/artifact/artifact-link";
import { kindTitle } from "@/components/kind/kind";
import { useProject } from "@/components/shell/project";
import { useRecent } from "@/components/shell/recent";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";

/** The explorer without a focus: where to begin. */
export function ExploreStart() {
  const project = useProject();
  const recent = useRecent();
  return (
    <div className="min-h-0 overflow-y-auto p-4">
      <h1 className="text-xl font-semibold">Explore</h1>
      <p className="mt-1 max-w-[65ch] text-ink-soft">
        A lineage opens around one artifact, its focus, with one hop on each side.{" "}
        <Link href={`/?project=${project}`}>Search for one</Link>, or begin at{" "}
        <Link href={`/projects/${project}/models`}>a model that is live</Link>.
      </p>
      {recent.length > 0 ? (
        <section aria-labelledby="recent" className="mt-6 max-w-xl">
          <h2 className="label mb-1" id="recent">
            Looked at in this tab
          </h2>
          <ul className="divide-y divide-line border-y border-line">
            {recent.map((place) => (
              <li
                className="flex h-8 items-center justify-between gap-4"
                key={`${place.project} ${place.ref.type} ${place.ref.id}`}
              >
                <ArtifactLink artifact={place.ref} most={48} project={place.project} />
                <span className="text-xs text-ink-faint">{kindTitle(place.ref.type)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <Empty title="Nothing looked at in this tab yet" />
      )}
    </div>
  );
}
