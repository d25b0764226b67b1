import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ProductionReply, ScorecardReply } from "@/lib/contract/scorecard";
import { ask, path } from "./door";

/** The scorecard of one model version. */
export function useScorecard(project: string, version: string) {
  return useQuery({
    queryKey: ["scorecard", project, version],
    queryFn: () => ask(path(["projects", project, "model-versions", version, "scorecard"]), ScorecardReply),
  });
}

/** Every model that is live in production, page by page. */
export function useProduction(project: string) {
  return useInfiniteQuery({
    queryKey: ["production", project],
    queryFn: ({ pageParam }) => ask(path(["projects", project, "production"], { cursor: pageParam }), ProductionReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}
