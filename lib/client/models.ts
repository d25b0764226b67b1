import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { LiveReply, ModelsReply } from "@/lib/contract/promotion";
import { ask, path } from "./door";

/** The registered models, page by page. */
export function useModels(project: string) {
  return useInfiniteQuery({
    queryKey: ["models", project],
    queryFn: ({ pageParam }) => ask(path(["projects", project, "models"], { cursor: pageParam }), ModelsReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** What is, or at `at` was, live of a model in `target`. */
export function useLive(project: string, model: string, at: string, target: string) {
  return useQuery({
    queryKey: ["live", project, model, at, target],
    queryFn: () => ask(path(["projects", project, "models", model, "live"], { at, target }), LiveReply),
  });
}
