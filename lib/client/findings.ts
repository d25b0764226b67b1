import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FindingReply, FindingsReply } from "@/lib/contract/inbox";
import { ResolutionReply } from "@/lib/contract/log";
import { ask, path, send } from "./door";
import { forgetNewFindings } from "./session";

type Filter = Readonly<Record<"state" | "severity" | "project" | "kind", string | null>>;

/** The findings that match `filter`, newest first, page by page. */
export function useFindings({ state, severity, project, kind }: Filter, confinement: string | undefined) {
  const queries = useQueryClient();
  const asked = {
    state: state ?? undefined,
    severity: severity ?? undefined,
    project: confinement ?? project ?? undefined,
    kind: kind ?? undefined,
  };
  return useInfiniteQuery({
    queryKey: ["findings", asked],
    async queryFn({ pageParam }) {
      const reply = await ask(path(["findings"], { ...asked, cursor: pageParam }), FindingsReply);
      // What was new has been seen now; the session need not be read again to know it.
      if (reply.isWhole) {
        forgetNewFindings(queries);
      }
      return reply;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** Reads the inbox anew from its first page. */
export function useReadFindingsAnew(): () => void {
  const queries = useQueryClient();
  return () => void queries.resetQueries({ queryKey: ["findings"] });
}

/** One finding with what it shuts and what was recorded about it. */
export function useFinding(id: string, project: string | undefined) {
  return useQuery({
    queryKey: ["finding", id, project],
    queryFn: () => ask(path(["findings", id], { project }), FindingReply),
  });
}

/** Records what somebody says about a finding: that they look into it, or what they found out. */
export function useAnswerFinding(finding: string, act: "acknowledgement" | "resolution") {
  return useMutation({
    mutationFn: (comment: string) => send("POST", path(["findings", finding, act]), ResolutionReply, { comment }),
  });
}

/** Has a channel told again of a finding about which it could not be told. */
export function useTellAgain(finding: string, channel: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => send("POST", path(["findings", finding, "deliveries"]), ResolutionReply, { channel }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["finding", finding] }),
  });
}

/** Reads anew what an act about a finding changed: the finding, and what every page says of open ones. */
export function useReadAfterAnswer(finding: string): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ["finding", finding] });
    void queries.invalidateQueries({ queryKey: ["session"] });
  };
}
