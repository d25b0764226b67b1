import { instant } from "@/graph-schema/values";
import { write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, methodFact, signedFacts, signerOf } from "./act";
import { gateOf } from "./gate";
import { lockPromotion } from "./load";
import { overridable, reasonsToRefuseOverride } from "./refusals";

const HOUR_MS = 3_600_000;

/**
 * Takes part in setting the rule aside for one request, with a justification: as many people as the policy names must, and
 * it holds for as many hours. It covers what is not met now, never a record with a gap, bytes that are doubted or a request
 * that came to its end.
 */
export function override(
  acting: Acting,
  id: string,
  given: { readonly text: string; readonly signature: Signature },
): Promise<Acted> {
  const { project } = acting;
  const subject = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const signer = signerOf(acting);
    const reasons = [...given.signature.refused, ...reasonsToRefuseOverride(promotion, signer)];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action: "override", subject, reasons });
    }
    const checks = overridable(promotion);
    const hours = promotion.rule?.override?.hours ?? 0;
    const event = await decide(tx, acting, {
      action: "override",
      subject,
      related: [{ type: "model_version", id: asked.versionId }],
      facts: {
        ...signedFacts(acting, promotion.binding),
        ...methodFact(given.signature),
        overridden: checks,
        expires_at: instant(Date.parse(promotion.now) + hours * HOUR_MS),
      },
      ...comment(acting, given.text),
      after: asked.stamp,
    });
    const { now: recordedAt, binding } = promotion;
    const taken = { ...signer, recordedAt, stamp: Number.MAX_SAFE_INTEGER, binding, checks };
    return {
      outcome: "done",
      event,
      made: null,
      gate: gateOf({ ...promotion, overrides: [...promotion.overrides, taken] }),
    };
  });
}
