import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Ref } from "@/graph-schema/names";
import { ConsistencyReply, LogReply, ProofReply, PublicKeys, ResolutionReply } from "@/lib/contract/log";
import { ask, path, send } from "./door";

/** What the log holds, what was published, what is wrong with it. */
export function useLog() {
  return useQuery({ queryKey: ["log"], queryFn: () => ask(path(["log"]), LogReply) });
}

/** What shows that an event is in the log. */
export function askEventProof(id: string): Promise<ProofReply> {
  return ask(path(["audit", id, "proof"]), ProofReply);
}

/** What shows that the event is in the log by which an artifact was recorded. */
export function askArtifactProof(project: string, { type, id }: Ref): Promise<ProofReply> {
  return ask(path(["projects", project, "artifacts", type, id, "proof"]), ProofReply);
}

/** What shows that the log of `size` entries only added to the one of `old`. */
export function askConsistency(old: number, size: number): Promise<ConsistencyReply> {
  return ask(path(["log", "consistency"], { old, size }), ConsistencyReply);
}

/** The log's name and verifier keys, as the server names them now. No look is recorded: they are for everybody. */
export function askLogKeys(): Promise<PublicKeys> {
  return ask(path(["log", "keys"]), PublicKeys);
}

/** Records what somebody found out about a finding. */
export function useResolve(finding: string) {
  return useMutation({
    mutationFn: (comment: string) =>
      send("POST", path(["findings", finding, "resolution"]), ResolutionReply, { comment }),
  });
}

/** Has a channel told again of a finding about which it could not be told. */
export function useTellAgain(finding: string, channel: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => send("POST", path(["findings", finding, "deliveries"]), ResolutionReply, { channel }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["log"] }),
  });
}

/** Reads and checks anew what the log says of itself, and what every page says of open findings. */
export function useReadLogAnew(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ["log"] });
    void queries.invalidateQueries({ queryKey: ["checkpoint verdict"] });
    void queries.invalidateQueries({ queryKey: ["session"] });
  };
}
