"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { KindIcon } from "@/components/kind/kind-icon";
import { modelHref } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { useProject } from "@/components/shell/project";
import { CopyRows } from "@/components/ui/copy-rows";
import { DataTable } from "@/components/ui/data-table";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { ListFoot } from "@/components/ui/list-foot";
import { Moment } from "@/components/ui/moment";
import { inUtc } from "@/components/ui/moment-text";
import { ProblemView } from "@/components/ui/problem";
import type { DataColumn } from "@/components/ui/rows";
import { NotRecorded, OriginState } from "@/components/ui/state";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useModels } from "@/lib/client/models";
import type { ModelsReply } from "@/lib/contract/promotion";

type Model = z.infer<typeof ModelsReply>["models"][number];

function columnsFor(project: string): DataColumn<Model>[] {
  return [
    {
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
    },
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
      show: ({ live }) => (live ? <Moment iso={live.since} quiet /> : null),
    },
    {
      id: "origin",
      name: "How we know",
      width: 176,
      text: ({ live }) => live?.origin ?? "",
      show: ({ live }) => (live ? <OriginState origin={live.origin} /> : null),
    },
    {
      id: "versions",
      name: "Versions",
      width: 90,
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
}

/** The registered models, and what of each is live. */
export function ModelsPage() {
  const project = useProject();
  const models = useModels(project);
  const router = useRouter();
  const columns = columnsFor(project);
  const rows = models.data?.pages.flatMap((page) => page.models) ?? [];
  const first = models.data?.pages[0];
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex items-center px-4 py-3">
        <h1 className="text-lg font-semibold">Models</h1>
        <span className="ml-auto">
          <CopyRows columns={columns} rows={rows} what="models" />
        </span>
      </div>
      {models.error ? <ProblemView error={models.error} onRetry={() => models.refetch()} /> : null}
      {models.isPending ? (
        <Waiting what="Reading the models">
          <TableBars />
        </Waiting>
      ) : null}
      {first ? (
        <>
          <AsOfLine asOf={first.asOf} />
          <DataTable
            canSort={!models.hasNextPage}
            columns={columns}
            empty={
              <Empty command="npx pedigree record events.ndjson" title="No model is registered in this project">
                A register event introduces a model version, and with it its model.
              </Empty>
            }
            keyOf={({ id }) => id}
            label="Models"
            onOpen={({ id }) => router.push(modelHref(project, id))}
            rows={rows}
          />
          <ListFoot
            hasMore={models.hasNextPage}
            isLoading={models.isFetchingNextPage}
            onMore={() => models.fetchNextPage()}
            shown={rows.length}
            total={first.total}
            totalIs={first.totalIs}
            what="models"
          />
        </>
      ) : null}
    </div>
  );
}
