"use client";

import { kindTitle } from "@/components/kind/kind";
import { useRecent } from "@/components/shell/recent";
import { ArtifactLink } from "./artifact-link";

/** Where the explorer stood in this tab, newest first. */
export function RecentPlaces({ most }: { most: number }) {
  const recent = useRecent();
  return (
    <section aria-labelledby="recent">
      <h2 className="label mb-1" id="recent">
        Looked at in this tab
      </h2>
      {recent.length > 0 ? (
        <ul className="divide-y divide-line border-y border-line">
          {recent.slice(0, most).map(({ project, ref }) => (
            <li className="flex h-8 items-center justify-between gap-4" key={`${project} ${ref.type} ${ref.id}`}>
              <ArtifactLink artifact={ref} project={project} />
              <span className="shrink-0 text-xs text-ink-faint">{kindTitle(ref.type)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-faint">Nothing yet.</p>
      )}
    </section>
  );
}
