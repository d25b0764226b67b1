import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CandidatesReply, ProductionReply, ScorecardReply } from "@/lib/contract/scorecard";
import { ask, path } from "./door";

/** The scorecard of one model version. */
export function useScorecard(project: string, version: string) {
  return useQuery({
    queryKey: ["scorecard", project, version],
    queryFn: () => ask(path(["projects", project, "model-versions", version, "scorecard"]), ScorecardReply),
  });
}

/** The versions to which one may go back from a deployment, the best known first. Asked once the question is opened. */
export function useCandidates(project: string, deployment: string, isAsked: boolean) {
  return useQuery({
    queryKey: ["candidates", project, deployment],
    queryFn: () => ask(path(["projects", project, "deployments", deployment, "rollback-candidates"]), CandidatesReply),
    enabled: isAsked,
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
