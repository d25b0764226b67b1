import { write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, methodFact, signedFacts } from "./act";
import { gateOf } from "./gate";
import { lockPromotion } from "./load";

/** Promotes the model version of request `id` to its stage, under the signature of whoever does, if the gate is open. */
export function promote(acting: Acting, id: string, signature: Signature): Promise<Acted> {
  const { project } = acting;
  const request = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion, inForce } = await lockPromotion(tx, project, id);
    const version = { type: "model_version", id: asked.versionId } as const;
    const gate = gateOf(promotion);
    const reasons = [...signature.refused, ...gate.reasons];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "promote", subject: version, related: [request], reasons });
    }
    const overridden = gate.checks.filter(({ state }) => state === "overridden").map(({ key }) => key);
    const event = await decide(tx, acting, {
      action: "promote",
      subject: version,
      related: [request],
      facts: {
        ...signedFacts(acting, promotion.binding),
        ...methodFact(signature),
        from_stage: asked.transition.fromStage,
        to_stage: asked.transition.toStage,
        automated: acting.actor.type === "service",
        basis: `${inForce.document.name}: ${promotion.rule?.name ?? ""}`,
        ...(overridden.length > 0 ? { overridden } : {}),
      },
      ...(asked.versionSha256 ? { artifactSha256: asked.versionSha256 } : {}),
      after: asked.stamp,
    });
    return { outcome: "done", event, made: null, gate };
  });
}
