"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { KindIcon } from "@/components/kind/kind-icon";
import { modelHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { BothTimes } from "@/components/ui/both-times";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { ListView } from "@/components/ui/list-view";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { NotRecorded, OriginState } from "@/components/ui/state";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { useModels } from "@/lib/client/models";
import type { ModelsReply } from "@/lib/contract/promotion";

type Model = z.infer<typeof ModelsReply>["models"][number];

function idColumn(project: string): DataColumn<Model> {
  return {
    id: "id",
    name: "Model",
    isRowHeader: true,
    minWidth: 180,
    width: "1fr",
    text: ({ id }) => id,
    sortBy: ({ id }) => id,
    show: ({ id }) => (
      <Link className="link inline-flex max-w-full items-center gap-1.5" href={modelHref(project, id)}>
        <KindIcon type="model" />
        <bdi className="truncate font-mono text-xs">{id}</bdi>
      </Link>
    ),
  };
}

/** What is live of a model, since when, and how we know. */
const LIVE_COLUMNS: readonly DataColumn<Model>[] = [
  {
    id: "live",
    name: "Live in production",
    minWidth: 170,
    width: "1fr",
    text: ({ live }) => live?.modelVersion ?? "",
    sortBy: ({ live }) => live?.modelVersion ?? "",
    show: ({ live }) =>
      live ? (
        <bdi className="font-mono text-xs">{live.modelVersion}</bdi>
      ) : (
        <span className="text-ink-faint">nothing, as far as is recorded</span>
      ),
  },
  {
    id: "since",
    name: "Since",
    width: 210,
    text: ({ live }) => (live ? inUtc(live.since) : ""),
    sortBy: ({ live }) => live?.since ?? "",
    show: ({ live }) => (live ? <BothTimes at={live.since} isCell recordedAt={live.recordedAt} /> : null),
  },
  {
    id: "origin",
    name: "How we know",
    width: 176,
    text: ({ live }) => live?.origin ?? "",
    show: ({ live }) => (live ? <OriginState origin={live.origin} /> : null),
  },
];

const VERSION_COLUMNS: readonly DataColumn<Model>[] = [
  {
    id: "versions",
    name: "Versions",
    width: 100,
    text: ({ versions }) => String(versions),
    sortBy: ({ versions }) => versions,
  },
  {
    id: "latest",
    name: "Latest version",
    minWidth: 150,
    text: ({ latest }) => latest ?? "",
    sortBy: ({ latest }) => latest ?? "",
    show: ({ latest }) => (latest ? <bdi className="font-mono text-xs">{latest}</bdi> : <NotRecorded />),
  },
];

/** The registered models, and what of each is live. */
export function ModelsPage() {
  const project = useProject();
  const models = useModels(project);
  const router = useRouter();
  return (
    <div className="flex min-h-0 grow flex-col">
      <h1 className="px-4 py-3 text-lg font-semibold">Models</h1>
      <ListView
        columns={[idColumn(project), ...LIVE_COLUMNS, ...VERSION_COLUMNS]}
        empty={
          <Empty
            command={`npx pedigree record events.ndjson${project === DEFAULT_PROJECT ? "" : ` --project ${project}`}`}
            title="No model is registered in this project"
          >
            A register event introduces a model version, and with it its model.
          </Empty>
        }
        keyOf={({ id }) => id}
        label="Models"
        list={models}
        onOpen={({ id }) => router.push(modelHref(project, id))}
        rowsOf={(page) => page.models}
        what="models"
      />
    </div>
  );
}
