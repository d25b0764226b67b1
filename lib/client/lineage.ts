import { type UseQueryResult, useInfiniteQuery, useQueries, useQueryClient } from "@tanstack/react-query";
import type { ArtifactType, Ref } from "@/graph-schema/names";
import { LineageReply } from "@/lib/contract/reply";
import { ask, path } from "./door";

/** Neighbours in one answer. More than a few like siblings stand in a card, whose list asks for the others. */
const MOST_NEIGHBOURS = 100;
const HOP = "hop";

export interface Hop {
  readonly ref: Ref;
  readonly direction: "upstream" | "downstream" | "both";
}

interface HopQuery {
  readonly direction: Hop["direction"];
  readonly types?: ArtifactType;
  readonly q?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

function lineagePath(project: string, ref: Ref, query: HopQuery): string {
  return path(["projects", project, "artifacts", ref.type, ref.id, "lineage"], {
    ...query,
    depth: 1,
    limit: query.limit ?? MOST_NEIGHBOURS,
  });
}

export interface HopAnswers {
  readonly replies: readonly (LineageReply | undefined)[];
  readonly errors: readonly (Error | null)[];
}

function answers(results: readonly UseQueryResult<LineageReply>[]): HopAnswers {
  return { replies: results.map(({ data }) => data), errors: results.map(({ error }) => error) };
}

/** One hop around each of `hops`, in their order; each answer that arrives is one look, and none is fetched twice. */
export function useHops(project: string, hops: readonly Hop[]): HopAnswers {
  return useQueries({
    queries: hops.map(({ ref, direction }) => ({
      queryKey: [HOP, project, ref.type, ref.id, direction],
      queryFn: () => ask(lineagePath(project, ref, { direction }), LineageReply),
    })),
    combine: answers,
  });
}

/** Asks again for the hops that failed. */
export function useRetryHops(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.refetchQueries({ queryKey: [HOP], predicate: ({ state }) => state.status === "error" });
  };
}

/** Members of a cluster that match `text`, found by the server among all of them, page by page. */
export function useSiblings(
  project: string,
  anchor: Ref,
  side: "upstream" | "downstream",
  type: ArtifactType,
  text: string,
) {
  return useInfiniteQuery({
    queryKey: ["siblings", project, anchor.type, anchor.id, side, type, text],
    queryFn: ({ pageParam }) =>
      ask(
        lineagePath(project, anchor, { direction: side, types: type, q: text, limit: 100, cursor: pageParam }),
        LineageReply,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}
