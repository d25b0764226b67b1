import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Ref } from "@/graph-schema/names";
import { ArtifactReply, AuditReply, SearchReply } from "@/lib/contract/reply";
import { ask, path } from "./door";

/**
 * One artifact: its facts, who recorded it, its neighbours counted, and what later events told about it. Asked for
 * once `isWanted`.
 */
export function useArtifact(project: string, ref: Ref, isWanted: boolean) {
  return useQuery({
    queryKey: ["artifact", project, ref.type, ref.id],
    queryFn: () => ask(path(["projects", project, "artifacts", ref.type, ref.id]), ArtifactReply),
    enabled: isWanted,
  });
}

/** The audit trail of one artifact, newest first, page by page. */
export function useTrail(project: string, ref: Ref) {
  return useInfiniteQuery({
    queryKey: ["trail", project, ref.type, ref.id],
    queryFn: ({ pageParam }) =>
      ask(path(["projects", project, "artifacts", ref.type, ref.id, "trail"], { cursor: pageParam }), AuditReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** What matches `text`: by id, name, digest, commit or actor. */
export function useSearch(project: string, text: string, limit = 25) {
  return useInfiniteQuery({
    queryKey: ["search", project, text, limit],
    queryFn: ({ pageParam }) =>
      ask(path(["projects", project, "search"], { q: text, limit, cursor: pageParam }), SearchReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
    enabled: text !== "",
  });
}
