import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PrivacyActReply } from "@/lib/contract/privacy";
import { type QuarantineDecisionBody, QuarantinedReply, QuarantineReply } from "@/lib/contract/quarantine";
import { ask, path } from "./door";
import { SESSION } from "./session";
import { type Signing, sendSigned } from "./signature";

const QUARANTINE = ["quarantine"] as const;

/** What waits for a decision; of one project, where that is all that the reader may see. */
export function useQuarantine(project: string | undefined) {
  return useQuery({
    queryKey: [...QUARANTINE, project ?? null],
    queryFn: () => ask(path(["privacy", "quarantine"], { project }), QuarantineReply),
  });
}

/** What was set aside together by one act; `withValues` as it was sent, which is on record as such. */
export function useQuarantined(project: string, id: string, withValues: boolean) {
  const query = withValues ? { values: "true" } : {};
  return useQuery({
    queryKey: [...QUARANTINE, project, id, withValues],
    queryFn: () => ask(path(["projects", project, "quarantine", id], query), QuarantinedReply),
    gcTime: 0,
  });
}

/** Decides about it. */
export function useDecision(act: readonly string[], project: string | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: QuarantineDecisionBody & Signing) => sendSigned(act, PrivacyActReply, body),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [...QUARANTINE, project ?? null], exact: true });
      await queries.invalidateQueries({ queryKey: SESSION });
    },
  });
}
