import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type ErasureBody,
  ErasurePlanReply,
  type HoldBody,
  PrivacyActReply,
  PrivacyReply,
  type RetentionBody,
  RetentionReply,
  SubjectReply,
} from "@/lib/contract/privacy";
import { ask, path } from "./door";
import { type Signing, sendSigned } from "./signature";

const PRIVACY = ["privacy"] as const;
const OVERVIEW = [...PRIVACY, "overview"] as const;

/** What is held, whom it was asked to erase, and for how long what is kept stays; of one project, where that is all that the reader may see. */
export function usePrivacy(project: string | undefined) {
  return useQuery({
    queryKey: [...OVERVIEW, project ?? null],
    queryFn: () => ask(path(PRIVACY, { project }), PrivacyReply),
  });
}

/** What the erasure of somebody would take; asked for once somebody is named. */
export function useErasurePlan(person: string) {
  return useQuery({
    queryKey: [...PRIVACY, "plan", person],
    queryFn: () => ask(path([...PRIVACY, "subjects", person, "erasure"]), ErasurePlanReply),
    enabled: person !== "",
  });
}

/** Everything that is held about somebody, to hand over. */
export function useSubjectReport() {
  return useMutation({
    mutationFn: (person: string) => ask(path([...PRIVACY, "subjects", person]), SubjectReply),
  });
}

/** What is due to go by its window. */
export function useRetentionPlan(isAsked: boolean) {
  return useQuery({
    queryKey: [...PRIVACY, "retention"],
    queryFn: () => ask(path([...PRIVACY, "retention"]), RetentionReply),
    enabled: isAsked,
  });
}

/** Reads what an act changed anew; of an erasure the overview alone: whoever was erased has no plan any more. */
function usePrivacyAct<Body>(parts: readonly string[], queryKey: readonly string[] = PRIVACY) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body & Signing) => sendSigned([...PRIVACY, ...parts], PrivacyActReply, body),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}

/** Has a person erased. */
export function useErase(person: string) {
  return usePrivacyAct<ErasureBody>(["subjects", person, "erasure"], OVERVIEW);
}

/** Puts a legal hold on something, or releases it. */
export function useHold(way: "holds" | "releases") {
  return usePrivacyAct<HoldBody>([way]);
}

/** Has what is due by its window taken now. */
export function useRetain() {
  return usePrivacyAct<RetentionBody>(["retention"]);
}
