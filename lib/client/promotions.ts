import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActReply, PromotionReply, PromotionsReply } from "@/lib/contract/promotion";
import { ask, path, send } from "./door";

/** Promotion requests, newest first, page by page. */
export function usePromotions(project: string) {
  return useInfiniteQuery({
    queryKey: ["promotions", project],
    queryFn: ({ pageParam }) => ask(path(["projects", project, "promotion-requests"], { cursor: pageParam }), PromotionsReply),
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

/** One act, by the path of its route below the project. What it changes is read anew. */
export function useAct(project: string, parts: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: unknown) => send("POST", path(["projects", project, ...parts]), ActReply, body),
    // A refusal is a record too: the history on the page has grown either way.
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) =>
          queryKey[0] === "promotion" || queryKey[0] === "promotions" || queryKey[0] === "live",
      }),
  });
}
