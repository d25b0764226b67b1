"use client";

import { useRouter } from "next/navigation";
import { findingHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ListView } from "@/components/ui/list-view";
import { useFindings, useReadFindingsAnew } from "@/lib/client/findings";
import { useConfinement, useSession } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import { findingsSentence } from "./answer";
import { FINDING_COLUMNS } from "./columns";
import { FindingsFilter, useFindingsFilter } from "./filter";
import { AlertRules } from "./rules";

/** The inbox: what was found to be wrong, who looks into it, and who was told. */
export function FindingsPage() {
  const [filter, setFilter] = useFindingsFilter();
  const findings = useFindings(filter, useConfinement("artifact:read", useProject()));
  const router = useRouter();
  const pages = findings.data?.pages ?? [];
  const first = pages[0];
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3">
        <h1 className="text-lg font-semibold">Findings</h1>
        <NewOnes />
      </div>
      <div className="flex min-h-11 shrink-0 flex-col gap-1 px-4 pt-1 pb-3">
        {first ? (
          <>
            <p className="max-w-[110ch] text-base" data-testid="answer">
              {findingsSentence(first.open)}
            </p>
            <AlertRules channels={first.channels} />
          </>
        ) : null}
      </div>
      <FindingsFilter
        filter={filter}
        kinds={first?.kinds ?? []}
        onChange={(change) => void setFilter(change)}
        projects={first?.projects ?? []}
      />
      <ListView
        columns={FINDING_COLUMNS}
        empty={<Nothing isFiltered={filter.severity !== null || filter.project !== null || filter.kind !== null} />}
        keyOf={({ id }) => id}
        label="Findings, newest first"
        list={findings}
        onOpen={({ id }) => router.push(findingHref(id))}
        rowsOf={(page) => page.findings}
        what="findings"
      />
    </div>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No finding matches">Take a filter off, or choose another state.</Empty>
  ) : (
    <Empty command="npx pedigree verify --replay" title="Nothing is found here">
      The worker verifies the whole log again and again, and compares the store with the record every night. What it
      finds to be wrong stands here. You can verify it yourself.
    </Empty>
  );
}

/** New findings announce themselves; the list changes when its reader says so. */
function NewOnes() {
  const count = useSession().data?.newFindings ?? 0;
  const readAnew = useReadFindingsAnew();
  return (
    <span role="status">
      {count > 0 ? (
        <Button onPress={readAnew} size="small">
          {counted(count, "new finding")} – show
        </Button>
      ) : null}
    </span>
  );
}
