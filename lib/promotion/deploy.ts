import { Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { write } from "@/lib/graph/session";
import { type Acted, type Acting, decide, refuse } from "./act";
import { idReasons, lockTarget, made, standingOf, versionOf } from "./deployments";
import { reasonsNothingIsDecided } from "./gate";
import { lockPromotion } from "./load";

/** Records that a promoted model version goes live at a target; it replaces what is live there. */
export function deploy(
  acting: Acting,
  wanted: { id: string; promotionRequest: string; target: string; configSha256: string },
): Promise<Acted> {
  const { project } = acting;
  return write(async (tx) => {
    const request = { type: "promotion_request", id: wanted.promotionRequest } as const;
    const { asked, promotion } = await lockPromotion(tx, project, request.id);
    const version = await versionOf(tx, project, asked.versionId);
    await lockTarget(tx, project, version.model, wanted.target);
    const subject = { type: "deployment", id: wanted.id } as const;
    const reasons = [
      ...reasonsNothingIsDecided(promotion),
      ...(promotion.promotions > 0 ? [] : [reason("not_promoted")]),
      ...(asked.transition.toStage === wanted.target
        ? []
        : [reason("other_target", { promoted_to: asked.transition.toStage, target: wanted.target })]),
      ...(promotion.isRetired ? [reason("is_retired")] : []),
      ...(await idReasons(tx, project, wanted.id)),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "deploy", subject, related: [request], reasons });
    }
    const standing = await standingOf(tx, project, version.model, wanted.target);
    const live = standing.find(({ isLive }) => isLive);
    const event = await decide(tx, acting, {
      action: "deploy",
      ...made({ ...wanted, version }, live?.id, request.id),
      related: [{ type: "model_version", id: version.id }, request],
      facts: { target: wanted.target, config_sha256: wanted.configSha256, ...(live ? { replaced: live.id } : {}) },
      after: Stamp.parse(Math.max(asked.stamp, version.stamp, live?.stamp ?? 0)),
    });
    return { outcome: "done", event, made: subject, gate: null };
  });
}
