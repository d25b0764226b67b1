"use client";

import { useRouter } from "next/navigation";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";
import { Person } from "@/components/person/person";
import { Empty } from "@/components/ui/empty";
import { ListView } from "@/components/ui/list-view";
import { Moment } from "@/components/ui/moment";
import { inUtc, MOMENT_PX } from "@/components/ui/moment-text";
import type { DataColumn } from "@/components/ui/rows";
import { OriginState } from "@/components/ui/state";
import { useSearch } from "@/lib/client/artifacts";
import { type Hit, hitHref, hitName, hitType } from "./hit";

const MOST_ID = 32;

const MATCHED: Readonly<Record<Hit["matched"], string>> = {
  id: "id",
  digest: "digest",
  commit: "commit",
  fact: "recorded fact",
  actor: "person or service",
};

function factOf({ artifact }: Hit): string {
  return (artifact && decisiveFact(artifact)) ?? "";
}

const COLUMNS: readonly DataColumn<Hit>[] = [
  {
    id: "name",
    name: "Id or name",
    isRowHeader: true,
    minWidth: 200,
    width: "1fr",
    text: hitName,
    show: (hit) =>
      hit.artifact ? (
        <span className="inline-flex max-w-full items-center gap-1.5">
          <KindIcon type={hit.artifact.type} />
          <bdi className="truncate font-mono text-xs" title={hit.artifact.id}>
            {shortId(hit.artifact.id, MOST_ID)}
          </bdi>
        </span>
      ) : hit.who ? (
        <Person isLink={false} who={hit.who} />
      ) : null,
  },
  { id: "kind", name: "Kind", width: 140, text: hitType },
  {
    id: "fact",
    name: "Decisive fact",
    minWidth: 220,
    width: "2fr",
    text: factOf,
    show: (hit) => (
      <span className="truncate" title={factOf(hit)}>
        {factOf(hit)}
      </span>
    ),
  },
  { id: "matched", name: "Matched by", width: 120, text: ({ matched }) => MATCHED[matched] },
  {
    id: "origin",
    name: "Origin",
    width: 174,
    text: ({ artifact }) => artifact?.origin ?? "",
    show: ({ artifact }) => (artifact ? <OriginState origin={artifact.origin} /> : null),
  },
  {
    id: "recorded",
    name: "Recorded",
    width: MOMENT_PX,
    text: ({ artifact }) => (artifact ? inUtc(artifact.recordedAt) : ""),
    show: ({ artifact }) => (artifact ? <Moment iso={artifact.recordedAt} quiet /> : null),
  },
];

function hitKey(hit: Hit): string {
  return hit.artifact ? `${hit.artifact.type} ${hit.artifact.id}` : `who ${hit.who?.account ?? ""}`;
}

/** What matches `asked`; Enter opens a row. */
export function Hits({ project, asked }: { project: string; asked: string }) {
  const search = useSearch(project, asked);
  const router = useRouter();
  return (
    <ListView
      canSort={false}
      columns={COLUMNS}
      empty={
        <Empty title={`Nothing matches “${asked}”`}>
          Ids match by any part, digests and commits by how they begin, people by their name. The search covers the
          project {project}.
        </Empty>
      }
      keyOf={hitKey}
      label={`What matches ${asked}`}
      list={search}
      onOpen={(hit) => router.push(hitHref(project, hit))}
      rowsOf={(page) => page.hits}
      what="matches"
    />
  );
}
