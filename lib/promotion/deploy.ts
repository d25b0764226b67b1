import { z } from "zod";
import { Stamp } from "@/graph-schema/values";
import { reason } from "@/lib/errors";
import { type WriteTx, write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, methodFact } from "./act";
import { idReasons, lockTarget, made, type Standing, standingOf, versionOf } from "./deployments";
import { reasonsNothingIsDecided } from "./gate";
import { lockPromotion } from "./load";
import { AUTHORISED } from "./queries";

/** A promotion is deployed until it is replaced: what was gone back from needs another decision. */
async function endedReasons(tx: WriteTx, project: string, request: string, standing: readonly Standing[]) {
  const made = await tx.rows(AUTHORISED, { project, id: request }, z.object({ id: z.string() }));
  return made
    .filter(({ id }) => !standing.some((each) => each.id === id && each.isLive))
    .map(({ id }) => reason("deployment_ended", { deployment: id }));
}

/** Records that a promoted model version goes live at a target, under the signature of whoever lets it; it replaces what is live there. */
export function deploy(
  acting: Acting,
  wanted: { id: string; promotionRequest: string; target: string; configSha256: string },
  signature: Signature,
): Promise<Acted> {
  const { project } = acting;
  return write(async (tx) => {
    const request = { type: "promotion_request", id: wanted.promotionRequest } as const;
    const { asked, promotion } = await lockPromotion(tx, project, request.id);
    const version = await versionOf(tx, project, asked.versionId);
    await lockTarget(tx, project, version.model, wanted.target);
    const subject = { type: "deployment", id: wanted.id } as const;
    const standing = await standingOf(tx, project, version.model, wanted.target);
    const reasons = [
      ...signature.refused,
      ...reasonsNothingIsDecided(promotion),
      ...(promotion.promotions > 0 ? [] : [reason("not_promoted")]),
      ...(asked.transition.toStage === wanted.target
        ? []
        : [reason("other_target", { promoted_to: asked.transition.toStage, target: wanted.target })]),
      ...(promotion.isRetired ? [reason("is_retired")] : []),
      ...(version.model === asked.transition.model ? [] : [reason("model_not_recorded")]),
      ...(await endedReasons(tx, project, request.id, standing)),
      ...(await idReasons(tx, project, wanted.id)),
    ];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "deploy", subject, related: [request], reasons });
    }
    const live = standing.find(({ isLive }) => isLive);
    const event = await decide(tx, acting, {
      action: "deploy",
      ...made({ ...wanted, version }, live?.id, request.id),
      related: [{ type: "model_version", id: version.id }, request],
      facts: {
        target: wanted.target,
        config_sha256: wanted.configSha256,
        ...(live ? { replaced: live.id } : {}),
        ...methodFact(signature),
      },
      after: Stamp.parse(Math.max(asked.stamp, version.stamp, live?.stamp ?? 0)),
    });
    return { outcome: "done", event, made: subject, gate: null };
  });
}
