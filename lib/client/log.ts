import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Ref } from "@/graph-schema/names";
import { ConsistencyReply, LogReply, ProofReply, PublicKeys } from "@/lib/contract/log";
import { ask, path } from "./door";

/** What the log holds, what was published, what is wrong with it. */
export function useLog() {
  return useQuery({ queryKey: ["log"], queryFn: () => ask(path(["log"]), LogReply) });
}

/** What shows that an event, which is of `project`, is in the log. */
export function askEventProof(id: string, project: string | undefined): Promise<ProofReply> {
  return ask(path(["audit", id, "proof"], { project }), ProofReply);
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

/** Reads and checks anew what the log says of itself. */
export function useReadLogAnew(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ["log"] });
    void queries.invalidateQueries({ queryKey: ["checkpoint verdict"] });
  };
}
