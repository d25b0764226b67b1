"use client";

import { useRouter } from "next/navigation";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { reproductionHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ListView } from "@/components/ui/list-view";
import { Select } from "@/components/ui/select";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { useReproductions } from "@/lib/client/reproductions";
import { REPRODUCTION_FILTERS } from "@/lib/contract/reproduction";
import { reproductionColumns } from "./columns";
import { RunnerTrouble } from "./parts";

const CHOICES = [
  { id: "all", name: "All" },
  ...REPRODUCTION_FILTERS.map((id) => ({ id, name: id.replaceAll("_", " ") })),
];

/** What was asked to be run again, and what came of it: the queue and the history of a project. */
export function ReproductionsPage() {
  const project = useProject();
  const [state, setState] = useQueryState("state", parseAsStringLiteral(REPRODUCTION_FILTERS));
  const [prediction, setPrediction] = useQueryState("prediction", parseAsString);
  const list = useReproductions(project, {
    ...(state === null ? {} : { state }),
    ...(prediction === null ? {} : { prediction }),
  });
  const router = useRouter();
  const first = list.data?.pages[0];
  const isNarrowed = state !== null || prediction !== null;
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-end gap-3 px-4 py-3">
        <h1 className="mr-auto text-lg font-semibold">Reproductions</h1>
        {prediction === null ? null : (
          <Button onPress={() => setPrediction(null)}>
            Only of <span className="font-mono">{prediction}</span>: show all
          </Button>
        )}
        <Select
          choices={CHOICES}
          label="State"
          onChange={(id) => setState(REPRODUCTION_FILTERS.find((each) => each === id) ?? null)}
          value={state ?? "all"}
        />
      </div>
      {first && !first.runner.isThere ? (
        <div className="px-4 pb-3">
          <RunnerTrouble runner={first.runner} />
        </div>
      ) : null}
      <ListView
        columns={reproductionColumns(project)}
        empty={
          <Empty
            command={`npx pedigree reproductions request P123${project === DEFAULT_PROJECT ? "" : ` --project ${project}`}`}
            title={isNarrowed ? "None is like that" : "Nobody has asked for a new run in this project"}
          >
            A prediction is run again from what is recorded of it, in isolation. What comes of it is on record. You ask
            for it in the details of the prediction.
          </Empty>
        }
        keyOf={({ id }) => id}
        label="Reproductions, newest first"
        list={list}
        onOpen={({ id }) => router.push(reproductionHref(project, id))}
        rowsOf={(page) => page.reproductions}
        what="reproductions"
      />
    </div>
  );
}
