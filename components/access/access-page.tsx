"use client";

import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useProject } from "@/components/shell/project";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { ListView } from "@/components/ui/list-view";
import { Select } from "@/components/ui/select";
import { useAccessReview } from "@/lib/client/access";
import { useProjects } from "@/lib/client/projects";
import { useConfinement, useMay } from "@/lib/client/session";
import { type AccessRow, UNUSED_DAYS } from "@/lib/contract/access";
import { counted } from "@/lib/contract/amount";
import { ACCESS_COLUMNS, accessKey } from "./columns";
import { GiveRole } from "./give-role";
import { RowDialog } from "./row-dialog";

const SHOWN = {
  all: { name: "everything", fits: () => true },
  unused: { name: `unused for ${UNUSED_DAYS} days`, fits: ({ isUnused }: AccessRow) => isUnused },
  unconfirmed: { name: "never confirmed", fits: ({ confirmedAt }: AccessRow) => confirmedAt === null },
  emergency: { name: "taken in an emergency", fits: ({ breakGlass }: AccessRow) => breakGlass },
} as const;

const SHOWN_NAMES = ["all", "unused", "unconfirmed", "emergency"] as const;

/** Who may do what, where and since when; what of it nobody uses; and the acts by which that changes. */
export function AccessPage() {
  const here = useProject();
  const confinement = useConfinement("access:review", here);
  const [asked, setAsked] = useQueryState("project", parseAsString.withDefault(""));
  const [shown, setShown] = useQueryState("show", parseAsStringLiteral(SHOWN_NAMES).withDefault("all"));
  const review = useAccessReview(confinement ?? (asked || undefined));
  const [open, setOpen] = useState<AccessRow | null>(null);
  const mayGive = useMay("account:manage");
  const rows = review.data?.access ?? [];
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3">
        <h1 className="text-lg font-semibold">Access</h1>
        {mayGive ? (
          <span className="flex flex-wrap items-center gap-4">
            <Link className="link" href="/access/identities">
              Sign-in at providers
            </Link>
            <GiveRole rows={rows} />
          </span>
        ) : null}
      </div>
      <p className="min-h-6 max-w-[110ch] px-4 pt-1 text-base" data-testid="answer">
        {review.data ? sentence(rows) : null}
      </p>
      <div className="flex flex-wrap items-end gap-3 px-4 py-3">
        {confinement ? null : <Where onChange={(project) => void setAsked(project || null)} value={asked} />}
        <Select
          choices={SHOWN_NAMES.map((id) => ({ id, name: SHOWN[id].name }))}
          label="Show"
          onChange={(id) => void setShown(SHOWN_NAMES.find((each) => each === id) ?? null)}
          value={shown}
        />
      </div>
      <ListView
        columns={ACCESS_COLUMNS}
        empty={<Empty title="Nothing of this kind">Show everything, or choose another project.</Empty>}
        keyOf={accessKey}
        label="Who may do what"
        list={{
          ...review,
          data: review.data && { pages: [review.data] },
          hasNextPage: false,
          isFetchingNextPage: false,
          fetchNextPage: review.refetch,
        }}
        onOpen={setOpen}
        rowsOf={(page) => page.access.filter(SHOWN[shown].fits)}
        what="rights"
      />
      {open ? <RowDialog onClose={() => setOpen(null)} row={open} rows={rows} /> : null}
    </div>
  );
}

function sentence(rows: readonly AccessRow[]): string {
  const people = new Set(rows.map(({ who }) => who.account)).size;
  const unused = rows.filter(({ isUnused }) => isUnused).length;
  const emergencies = rows.filter(({ breakGlass }) => breakGlass).length;
  return [
    `${counted(people, "account holds", "accounts hold")} ${counted(rows.length, "right")}.`,
    unused === 0 ? "" : `${counted(unused, "right is", "rights are")} not used for ${UNUSED_DAYS} days.`,
    emergencies === 0 ? "" : `${counted(emergencies, "was", "were")} taken in an emergency.`,
  ].join(" ");
}

function Where({ value, onChange }: { value: string; onChange: (project: string) => void }) {
  const projects = useProjects(true).data?.projects ?? [];
  const choices = [{ id: "", name: "anywhere" }, ...projects.map(({ id }) => ({ id, name: id }))];
  return <Select choices={choices} label="In" onChange={onChange} value={value} />;
}
