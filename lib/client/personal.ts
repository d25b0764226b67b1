import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { type PrivacyBody, PrivacyReply } from "@/lib/contract/personal";
import { ask, path, send } from "./door";

/** What becomes of personal data in the events of a project. */
export function useTreatment(project: string) {
  return useQuery({
    queryKey: ["treatment", project],
    queryFn: () => ask(path(["projects", project, "personal-data"]), PrivacyReply),
  });
}

/** Decides it. */
export function useSetTreatment(project: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: PrivacyBody) => send("POST", path(["projects", project, "personal-data"]), z.unknown(), body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["treatment", project] }),
  });
}
