import { reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { type Acted, type Acting, decide, refuse } from "./act";
import { reasonsGateIsShut } from "./gate";
import { lockPromotion } from "./load";

/** Promotes the model version of request `id` to its stage, if the gate is open. */
export function promote(acting: Acting, id: string): Promise<Acted> {
  const { project } = acting;
  const request = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const version = { type: "model_version", id: asked.versionId } as const;
    const isOther = asked.requestedSha256 !== asked.versionSha256;
    const reasons = [...reasonsGateIsShut(promotion), ...(isOther ? [reason("subject_changed")] : [])];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "promote", subject: version, related: [request], reasons });
    }
    const event = await decide(tx, acting, {
      action: "promote",
      subject: version,
      related: [request],
      facts: {
        from_stage: asked.fromStage,
        to_stage: asked.toStage,
        automated: acting.actor.type === "service",
        basis: "default rule: two distinct approvers other than the requester, and passed tests",
      },
      ...(asked.versionSha256 ? { artifactSha256: asked.versionSha256 } : {}),
      after: asked.stamp,
    });
    return { outcome: "done", event, made: null, gate: { open: true, reasons: [] } };
  });
}
