import { useMutation, useQuery } from "@tanstack/react-query";
import { PoliciesReply, PolicyReply, RehearsalReply } from "@/lib/contract/policy";
import { ask, path, send } from "./door";

/** The policies of a project, the one in force first. */
export function usePolicies(project: string) {
  return useQuery({
    queryKey: ["policies", project],
    queryFn: () => ask(path(["projects", project, "policies"]), PoliciesReply),
  });
}

/** One policy as it was published. */
export function usePolicy(project: string, id: string) {
  return useQuery({
    queryKey: ["policies", project, id],
    queryFn: () => ask(path(["projects", project, "policies", id]), PolicyReply),
  });
}

/** What a policy would have said to the promotions that were. */
export function useRehearsal(project: string) {
  return useMutation({
    mutationFn: (policy: unknown) =>
      send("POST", path(["projects", project, "policies", "rehearsal"]), RehearsalReply, { policy }),
  });
}
