import { useQuery } from "@tanstack/react-query";
import { askArtifactProof, askEventProof } from "@/lib/client/log";
import type { LogReply, ProofReply } from "@/lib/contract/log";
import type { ArtifactReply, AuditEventReply } from "@/lib/contract/reply";
import { checkCheckpoint, checkEvidence } from "./check";
import type { Verdict } from "./evidence";

export interface Proven {
  readonly reply: ProofReply;
  readonly verdict: Verdict;
}

/** The proof of an event, asked for and checked when its page opens. The asking is a look on record. */
export function useEventProof(event: AuditEventReply | undefined) {
  return useQuery({
    queryKey: ["event proof", event?.event.id],
    queryFn: async (): Promise<Proven> => {
      const reply = await askEventProof(event?.event.id ?? "", event?.event.project);
      return { reply, verdict: await checkEvidence({ reply, ...(event ? { event } : {}) }) };
    },
    enabled: event !== undefined,
  });
}

/** The proof of an artifact's record, once `isWanted`. The asking is a look on record. */
export function useArtifactProof(project: string, { artifact }: ArtifactReply, isWanted: boolean) {
  return useQuery({
    queryKey: ["artifact proof", project, artifact.type, artifact.id],
    queryFn: async (): Promise<Proven> => {
      const reply = await askArtifactProof(project, artifact);
      return { reply, verdict: await checkEvidence({ reply, artifact: { project, artifact } }) };
    },
    enabled: isWanted,
  });
}

/** The verdict on the checkpoint that the log's page shows. */
export function useCheckpointVerdict(published: LogReply["published"]) {
  return useQuery({
    queryKey: ["checkpoint verdict", published?.note],
    queryFn: () => checkCheckpoint(published?.note ?? "", published ?? { size: 0, root: "" }),
    enabled: published !== null,
  });
}
