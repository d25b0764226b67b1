import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ResolutionReply } from "@/lib/contract/log";
import { Doing, RunReply, RunsReply, type ToldDiscrepancy } from "@/lib/contract/reconciliation";
import { ask, path, send } from "./door";

const RUNS = ["reconciliations"] as const;

/** The runs of the reconciliation, newest first, page by page. */
export function useRuns() {
  return useInfiniteQuery({
    queryKey: RUNS,
    queryFn: ({ pageParam }) => ask(path(["reconciliations"], { cursor: pageParam }), RunsReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** One run with what differed. */
export function useRun(id: string) {
  return useQuery({ queryKey: ["reconciliation", id], queryFn: () => ask(path(["reconciliations", id]), RunReply) });
}

/** Asks for a run. */
export function useRequestRun() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (mode: "incremental" | "full") => send("POST", path(["reconciliations"]), ResolutionReply, { mode }),
    onSuccess: () => queries.resetQueries({ queryKey: RUNS }),
  });
}

/** Records why a difference that is no loss may be so. */
export function useAcknowledgeDiscrepancy(run: string, { kind, name }: Pick<ToldDiscrepancy, "kind" | "name">) {
  return useMutation({
    mutationFn: (comment: string) =>
      send("POST", path(["reconciliations", run, "acknowledgements"]), ResolutionReply, { kind, name, comment }),
  });
}

/** Reads a run anew. */
export function useReadRunAnew(id: string): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ["reconciliation", id] });
}

function doingIn(text: unknown): Doing | null {
  try {
    return Doing.safeParse(JSON.parse(String(text))).data ?? null;
  } catch {
    return null;
  }
}

/** What is under way, told by one subscription for as long as anything is; then the history is read anew. */
export function useProgress(known: Doing): Doing {
  const queries = useQueryClient();
  const [told, setTold] = useState<Doing | null>(null);
  const isBusy = known.asked !== null || known.running !== null;
  useEffect(() => {
    if (!isBusy) {
      setTold(null);
      return;
    }
    const source = new EventSource(path(["reconciliations", "live"]));
    source.addEventListener("message", ({ data }) => {
      const doing = doingIn(data);
      setTold(doing);
      if (doing && !doing.asked && !doing.running) {
        // A browser would subscribe anew when the server ends the stream, and each subscription is on record.
        source.close();
        void queries.resetQueries({ queryKey: RUNS });
      }
    });
    return () => source.close();
  }, [isBusy, queries]);
  return told ?? known;
}
