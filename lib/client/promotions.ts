import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActReply, PromotionReply, PromotionsReply } from "@/lib/contract/promotion";
import { ask, path, send } from "./door";

const CHANGED_BY_ACTS = ["promotion", "promotions", "live", "policies", "incident", "incidents"];

/** Promotion requests, newest first, page by page. */
export function usePromotions(project: string) {
  return useInfiniteQuery({
    queryKey: ["promotions", project],
    queryFn: ({ pageParam }) =>
      ask(path(["projects", project, "promotion-requests"], { cursor: pageParam }), PromotionsReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** One promotion request with its gate, its evidence and its history. */
export function usePromotion(project: string, id: string) {
  return useQuery({
    queryKey: ["promotion", project, id],
    queryFn: () => ask(path(["projects", project, "promotion-requests", id]), PromotionReply),
  });
}

/** One act, by the path of its route below the project. */
export function useAct(project: string, parts: readonly string[]) {
  return useMutation({
    mutationFn: (body: unknown) => send("POST", path(["projects", project, ...parts]), ActReply, body),
  });
}

/** Reads anew what an act may have changed. A refusal is a record too, so it is no different. */
export function useReadAfterAct(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ predicate: ({ queryKey }) => CHANGED_BY_ACTS.includes(String(queryKey[0])) });
  };
}
