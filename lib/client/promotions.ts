import { type QueryKey, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ActReply, PromotionReply, PromotionsReply } from "@/lib/contract/promotion";
import { RecordReply } from "@/lib/contract/record";
import { ask, path, send } from "./door";
import { forgetDecided } from "./session";
import { type Signing, sendSigned } from "./signature";

const CHANGED_BY_ACTS = [
  "promotion",
  "promotions",
  "session",
  "live",
  "policies",
  "scorecard",
  "production",
  "incident",
  "incidents",
  "reproduction",
  "reproductions",
];

/** Promotion requests, newest first, page by page; where asked those alone that wait for the reader. */
export function usePromotions(project: string, isWaiting: boolean) {
  const queries = useQueryClient();
  return useInfiniteQuery({
    queryKey: ["promotions", project, isWaiting],
    async queryFn({ pageParam }) {
      const asked = { cursor: pageParam, undecided: isWaiting ? "true" : undefined };
      const reply = await ask(path(["projects", project, "promotion-requests"], asked), PromotionsReply);
      // What was decided has been seen now; the session need not be read again to know it.
      forgetDecided(queries, project);
      return reply;
    },
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
    mutationFn: (body: Signing) => sendSigned(["projects", project, ...parts], ActReply, body),
  });
}

/** States something about an artifact under the reader's name. */
export function useAttest(project: string) {
  return useMutation({
    mutationFn: (body: unknown) => send("POST", path(["projects", project, "attestations"]), RecordReply, body),
  });
}

/** Reads anew what an act may have changed. A refusal is a record too, so it is no different. */
export function useReadAfterAct(): () => void {
  const queries = useQueryClient();
  const predicate = ({ queryKey }: { queryKey: QueryKey }) => CHANGED_BY_ACTS.includes(String(queryKey[0]));
  return () => {
    // What is still on its way was asked before the act; without data to replace the library would wait for it.
    void queries.cancelQueries({ predicate }).then(() => queries.invalidateQueries({ predicate }));
  };
}
