"use client";

import { useRouter } from "next/navigation";
import type { z } from "zod";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { shortId } from "@/components/kind/shorten";
import { whoName } from "@/components/person/name";
import { Person } from "@/components/person/person";
import { promotionHref } from "@/components/shell/address";
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
import { TableBars, Waiting } from "@/components/ui/waiting";
import { usePromotions } from "@/lib/client/promotions";
import type { PromotionRow } from "@/lib/contract/promotion";
import { RequestPromotion } from "./acts";
import { PromotionState } from "./promotion-state";

type Promotion = z.infer<typeof PromotionRow>;

const MOST_ID = 20;

function columnsFor(project: string): DataColumn<Promotion>[] {
  return [
    {
      id: "id",
      name: "Request",
      isRowHeader: true,
      minWidth: 150,
      text: ({ id }) => id,
      sortBy: ({ id }) => id,
      show: ({ id }) => (
        <Link className="link font-mono text-xs" href={promotionHref(project, id)} title={id}>
          {shortId(id, MOST_ID)}
        </Link>
      ),
    },
    {
      id: "version",
      name: "Model version",
      isRowHeader: true,
      minWidth: 150,
      text: ({ modelVersion }) => modelVersion,
      sortBy: ({ modelVersion }) => modelVersion,
      show: ({ modelVersion }) => (
        <ArtifactLink artifact={{ type: "model_version", id: modelVersion }} project={project} />
      ),
    },
    { id: "stages", name: "Stages", width: 170, text: ({ fromStage, toStage }) => `${fromStage} → ${toStage}` },
    {
      id: "state",
      name: "State",
      width: 120,
      isRowHeader: true,
      text: ({ state }) => state,
      sortBy: ({ state }) => state,
      show: ({ state }) => <PromotionState name={state} />,
    },
    {
      id: "approvals",
      name: "Approvals",
      width: 110,
      text: ({ approvals }) => String(approvals),
      sortBy: ({ approvals }) => approvals,
    },
    {
      id: "by",
      name: "Requested by",
      width: 180,
      text: ({ requestedBy }) => whoName(requestedBy),
      sortBy: ({ requestedBy }) => whoName(requestedBy),
      show: ({ requestedBy }) => <Person who={requestedBy} />,
    },
    {
      id: "at",
      name: "Requested",
      width: 210,
      text: ({ requestedAt }) => inUtc(requestedAt),
      sortBy: ({ requestedAt }) => requestedAt,
      show: ({ requestedAt }) => <Moment iso={requestedAt} quiet />,
    },
  ];
}

/** The promotion requests of a project, newest first. */
export function PromotionsPage() {
  const project = useProject();
  const promotions = usePromotions(project);
  const router = useRouter();
  const columns = columnsFor(project);
  const rows = promotions.data?.pages.flatMap((page) => page.promotions) ?? [];
  const first = promotions.data?.pages[0];
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex items-center gap-3 px-4 py-3">
        <h1 className="text-lg font-semibold">Promotions</h1>
        <span className="ml-auto">
          <CopyRows columns={columns} rows={rows} what="requests" />
        </span>
        <RequestPromotion project={project} />
      </div>
      {promotions.error ? <ProblemView error={promotions.error} onRetry={() => promotions.refetch()} /> : null}
      {promotions.isPending ? (
        <Waiting what="Reading the promotion requests">
          <TableBars />
        </Waiting>
      ) : null}
      {first ? (
        <>
          <AsOfLine asOf={first.asOf} />
          <DataTable
            canSort={!promotions.hasNextPage}
            columns={columns}
            empty={
              <Empty title="No promotion was requested in this project">
                A data scientist asks for a model version to be promoted; two other people approve; then it is promoted.
              </Empty>
            }
            keyOf={({ id }) => id}
            label="Promotion requests"
            onOpen={({ id }) => router.push(promotionHref(project, id))}
            rows={rows}
          />
          <ListFoot
            hasMore={promotions.hasNextPage}
            isLoading={promotions.isFetchingNextPage}
            onMore={() => promotions.fetchNextPage()}
            shown={rows.length}
            total={first.total}
            totalIs={first.totalIs}
            what="requests"
          />
        </>
      ) : null}
    </div>
  );
}
