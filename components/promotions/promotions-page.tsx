"use client";

import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import type { z } from "zod";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { shortId } from "@/components/kind/shorten";
import { whoName } from "@/components/person/name";
import { Person } from "@/components/person/person";
import { policyHref, promotionHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { BothTimes } from "@/components/ui/both-times";
import { Empty } from "@/components/ui/empty";
import { Checkbox } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { ListView } from "@/components/ui/list-view";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { usePromotions } from "@/lib/client/promotions";
import type { PromotionRow } from "@/lib/contract/promotion";
import { PromotionState } from "./promotion-state";
import { RequestPromotion } from "./request-promotion";

type Promotion = z.infer<typeof PromotionRow>;

const MOST_ID = 17;

function linkedColumns(project: string): DataColumn<Promotion>[] {
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
  ];
}

const COLUMNS: readonly DataColumn<Promotion>[] = [
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
    width: 224,
    text: ({ requestedAt }) => inUtc(requestedAt),
    sortBy: ({ requestedAt }) => requestedAt,
    show: ({ requestedAt, recordedAt }) => <BothTimes at={requestedAt} isCell recordedAt={recordedAt} />,
  },
];

/** The promotion requests of a project, newest first. */
export function PromotionsPage() {
  const project = useProject();
  const [isWaiting, setWaiting] = useQueryState("waiting", parseAsBoolean.withDefault(false));
  const promotions = usePromotions(project, isWaiting);
  const router = useRouter();
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex items-center gap-3 px-4 py-3">
        <h1 className="mr-auto text-lg font-semibold">Promotions</h1>
        <Checkbox isSelected={isWaiting} onChange={(next) => void setWaiting(next || null)}>
          Waits for me
        </Checkbox>
        <Link className="link" href={policyHref(project)}>
          Policies
        </Link>
        <RequestPromotion project={project} />
      </div>
      <ListView
        columns={[...linkedColumns(project), ...COLUMNS]}
        empty={
          isWaiting ? (
            <Empty title="Nothing waits for you">
              Every request in this project is decided, or you made or approved it yourself.
            </Empty>
          ) : (
            <Empty title="No promotion was requested in this project">
              A data scientist asks for a model version to be promoted; others approve as the policy wants; then it is
              promoted.
            </Empty>
          )
        }
        keyOf={({ id }) => id}
        label="Promotion requests"
        list={promotions}
        onOpen={({ id }) => router.push(promotionHref(project, id))}
        rowsOf={(page) => page.promotions}
        what="requests"
      />
    </div>
  );
}
