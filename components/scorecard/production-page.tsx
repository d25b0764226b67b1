"use client";

import { useRouter } from "next/navigation";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { modelHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { BothTimes } from "@/components/ui/both-times";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { ListView } from "@/components/ui/list-view";
import { inUtc } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { State } from "@/components/ui/state";
import { useProduction } from "@/lib/client/scorecard";
import { counted } from "@/lib/contract/amount";
import { type ProductionReply, SCORE_CHECKS, type Score } from "@/lib/contract/scorecard";
import { NAMES, STATES } from "./score-words";

/** The question that the page is there for comes first. */
const IN_ORDER = ["fairness" as const, ...SCORE_CHECKS.filter((check) => check !== "fairness")];

type Row = ProductionReply["models"][number];

function scoreOf({ scores }: Row, check: Score["check"]): Score["state"] {
  return scores.find((each) => each.check === check)?.state ?? "unknown";
}

function scoreColumn(check: Score["check"]): DataColumn<Row> {
  return {
    id: check,
    name: NAMES[check],
    width: 98,
    text: (row) => STATES[scoreOf(row, check)].says,
    sortBy: (row) => STATES[scoreOf(row, check)].says,
    show: (row) => {
      const { name, says } = STATES[scoreOf(row, check)];
      return <State name={name}>{says}</State>;
    },
  };
}

function columns(project: string): DataColumn<Row>[] {
  return [
    {
      id: "model",
      name: "Model",
      isRowHeader: true,
      minWidth: 112,
      text: ({ model }) => model,
      sortBy: ({ model }) => model,
      show: ({ model }) => (
        <Link className="link" href={modelHref(project, model)}>
          {model}
        </Link>
      ),
    },
    {
      id: "version",
      name: "Live version",
      minWidth: 112,
      text: ({ modelVersion }) => modelVersion,
      sortBy: ({ modelVersion }) => modelVersion,
      show: ({ modelVersion }) => (
        <ArtifactLink artifact={{ type: "model_version", id: modelVersion }} project={project} />
      ),
    },
    {
      id: "since",
      name: "Since",
      width: 200,
      isSpare: true,
      text: ({ since }) => inUtc(since),
      sortBy: ({ since }) => since,
      show: ({ since, recordedAt }) => <BothTimes at={since} isCell recordedAt={recordedAt} />,
    },
    ...IN_ORDER.map(scoreColumn),
  ];
}

/** One sentence that proves it, or names those that did not. */
function Fairness({ rows }: { rows: readonly Row[] }) {
  const without = rows.filter((row) => scoreOf(row, "fairness") !== "met");
  if (rows.length === 0) {
    return null;
  }
  return (
    <p className="max-w-prose px-4 pb-3" data-testid="fairness" role="status">
      {without.length === 0
        ? `${rows.length === 1 ? "The one model" : `Every one of the ${rows.length} models`} shown underwent a fairness evaluation that passed, on a recorded report.`
        : `${rows.length - without.length} of the ${counted(rows.length, "model")} shown underwent a fairness evaluation that passed, on a recorded report. Without: ${without.map(({ modelVersion }) => modelVersion).join(", ")}.`}
    </p>
  );
}

/** The models that are live in production, each with what the record says for and against it. */
export function ProductionPage() {
  const project = useProject();
  const list = useProduction(project);
  const router = useRouter();
  const rows = (list.data?.pages ?? []).flatMap((page) => page.models);
  return (
    <div className="flex min-h-0 grow flex-col">
      <h1 className="px-4 py-3 text-lg font-semibold">Production</h1>
      <Fairness rows={rows} />
      <ListView
        columns={columns(project)}
        empty={
          <Empty title="No model is live in production in this project">
            A model is live once one of its versions is promoted and its deployment is recorded.
          </Empty>
        }
        keyOf={({ model }) => model}
        label="Models in production"
        list={list}
        onOpen={({ model }) => router.push(modelHref(project, model))}
        rowsOf={(page) => page.models}
        what="models"
      />
    </div>
  );
}
