"use client";

import { Waypoints, X } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { Overview } from "@/components/artifact/overview";
import { Trail } from "@/components/artifact/trail";
import { kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { IconButton } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { ProblemView } from "@/components/ui/problem";
import { RawJson } from "@/components/ui/raw-json";
import { Tabs } from "@/components/ui/tabs";
import { Bar, Waiting } from "@/components/ui/waiting";
import { useArtifact } from "@/lib/client/artifacts";
import { exploreHref, type Place, parseAsPlace } from "./address";
import { ResizablePanel } from "./resizable-panel";

const TABS = ["overview", "trail", "raw"] as const;

/** The panel on the right: one artifact in full. Which one, and which view, stand in the address. */
export function Inspector() {
  const [place, setPlace] = useQueryState("inspect", parseAsPlace);
  if (!place) {
    return null;
  }
  const { project, ref } = place;
  return (
    <ResizablePanel label={`Details of ${kindTitle(ref.type)} ${ref.id}`} onClose={() => setPlace(null)}>
      <header className="flex items-start gap-2 px-4 pt-3 pb-2">
        <span className="mt-0.5">
          <KindIcon size={18} type={ref.type} />
        </span>
        <div className="min-w-0 grow">
          <h2 className="text-xs text-ink-soft">{kindTitle(ref.type)}</h2>
          <Copyable most={40} text={ref.id} what="id" />
        </div>
        <Link
          aria-label={`Explore from ${ref.id}`}
          className="inline-flex size-7 items-center justify-center rounded-md text-ink-soft hover:bg-raised hover:text-ink"
          href={exploreHref(project, ref)}
          title="Explore from here"
        >
          <Waypoints aria-hidden="true" size={16} />
        </Link>
        <IconButton label="Close details" onPress={() => setPlace(null)}>
          <X aria-hidden="true" size={16} />
        </IconButton>
      </header>
      <Inspected key={`${project} ${ref.type} ${ref.id}`} place={place} />
    </ResizablePanel>
  );
}

function Inspected({ place }: { place: Place }) {
  const { project, ref } = place;
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("overview"));
  const { data, error, refetch } = useArtifact(project, ref, tab !== "trail");
  function shown(content: (reply: NonNullable<typeof data>) => ReactNode): ReactNode {
    if (error) {
      return <ProblemView error={error} onRetry={() => refetch()} />;
    }
    return data ? (
      content(data)
    ) : (
      <Waiting canLeave={false} what="Reading the record">
        <div className="flex flex-col gap-3 p-4">
          <Bar className="h-4 w-2/3" />
          <Bar className="h-4 w-full" />
          <Bar className="h-4 w-5/6" />
        </div>
      </Waiting>
    );
  }
  return (
    <Tabs
      label="Views of the record"
      onChange={(id) => setTab(TABS.find((each) => each === id) ?? null)}
      tabs={[
        {
          id: "overview",
          name: "Overview",
          content: () => shown((reply) => <Overview project={project} reply={reply} />),
        },
        { id: "trail", name: "Audit trail", content: () => <Trail artifact={ref} project={project} /> },
        {
          id: "raw",
          name: "Raw JSON",
          content: () =>
            shown((reply) => (
              <div className="p-4">
                <RawJson value={reply} what="raw JSON" />
              </div>
            )),
        },
      ]}
      value={tab}
    />
  );
}
