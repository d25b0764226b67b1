import { z } from "zod";
import { type Envelope, Pseudonym } from "@/graph-schema/envelope";
import { Digest } from "@/graph-schema/values";
import { Role } from "@/lib/contract/identity";
import type { ApprovalView, Binding, OverrideView } from "./case";

/** An act about a request, by its signed event. */
export interface ProvenAct {
  readonly id: string;
  readonly eventId: string;
  readonly by: Envelope["actor"];
  readonly at: string;
  readonly recordedAt: string;
}

/** What stands in the event of whoever put their name to something. */
const Signed = z.object({
  roles: z.array(Role).default([]),
  behind: z.array(Pseudonym).default([]),
  subject_sha256: Digest.optional(),
  policy: Digest.optional(),
  evidence_sha256: Digest.optional(),
  overridden: z.array(z.string()).default([]),
});

const VERDICT = { approve: "APPROVES", reject: "REJECTS" } as const;

/** An approval or a rejection of a request. */
export interface Verdict extends ProvenAct {
  readonly event: Envelope;
}

/** The verdicts of one kind about a request, by the events `taken` about it. */
export function verdicts(taken: readonly Envelope[], action: keyof typeof VERDICT, requestId: string): Verdict[] {
  return taken.flatMap((event) => {
    const made = event.links?.find(({ rel, to }) => rel === VERDICT[action] && to.id === requestId);
    return made && event.action === action
      ? [{ id: made.from.id, eventId: event.id, by: event.actor, at: event.at, recordedAt: event.recorded_at, event }]
      : [];
  });
}

function signed(event: Envelope) {
  const { roles, behind, overridden, ...bound } = Signed.parse(event.facts ?? {});
  const binding: Binding = {
    subjectSha256: bound.subject_sha256,
    policy: bound.policy,
    evidenceSha256: bound.evidence_sha256,
  };
  return { by: event.actor, behind, roles, overridden, binding, recordedAt: event.recorded_at, stamp: event.stamp };
}

/** An approval as the rules see it. */
export function approvalOf({ event }: Verdict): ApprovalView {
  const { overridden: _, ...approval } = signed(event);
  return approval;
}

/** The emergencies in which checks were set aside. */
export function overridesIn(taken: readonly Envelope[]): OverrideView[] {
  return taken
    .filter(({ action }) => action === "override")
    .map((event) => {
      const { overridden, ...given } = signed(event);
      return { ...given, checks: overridden };
    });
}

const Reached = z.object({ to_stage: z.string() });

/** The stage to which the version was promoted last, by an act. */
export function stageReached(taken: readonly Envelope[]): string | null {
  const last = taken.findLast(({ action }) => action === "promote");
  return Reached.safeParse(last?.facts).data?.to_stage ?? null;
}
