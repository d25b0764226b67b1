import { v7 as uuidv7 } from "uuid";
import { write } from "@/lib/graph/session";
import type { Signature } from "@/lib/identity/reauthenticate";
import { decide, refuse } from "@/lib/ledger/deed";
import { type Acted, type Acting, comment, signedFacts, signerOf } from "./act";
import type { Promotion } from "./case";
import { gateOf } from "./gate";
import { lockPromotion } from "./load";
import type { Signer } from "./people";
import { reasonsToRefuseApproval, reasonsToRefuseRejection } from "./refusals";

/** What each verdict makes, by which rule it may be refused, and the words of its meaning: they stand in the record. */
const VERDICTS = {
  approve: {
    artifact: "approval",
    prefix: "apr",
    rel: "APPROVES",
    refusing: reasonsToRefuseApproval,
    meaning: "I have examined this model version and approve its promotion.",
  },
  reject: {
    artifact: "rejection",
    prefix: "rej",
    rel: "REJECTS",
    refusing: reasonsToRefuseRejection,
    meaning: "I have examined this model version and reject its promotion.",
  },
} as const;

/** What a person gives with their name. */
interface Given {
  readonly text?: string | undefined;
  readonly signature: Signature;
}

/** The request once the verdict is in. */
function after(promotion: Promotion, action: keyof typeof VERDICTS, signer: Signer): Promotion {
  if (action === "reject") {
    return { ...promotion, rejections: promotion.rejections + 1 };
  }
  const { now: recordedAt, binding } = promotion;
  const approval = { ...signer, recordedAt, stamp: Number.MAX_SAFE_INTEGER, binding };
  return { ...promotion, approvals: [...promotion.approvals, approval] };
}

/**
 * Records one person's approval or rejection of a request, under their signature: who they are, as they just showed, and
 * what they examined. A refusal is a result, not an exception, so that its record commits too. A rejection shuts the
 * request's gate for good.
 */
export function giveVerdict(
  acting: Acting,
  id: string,
  action: keyof typeof VERDICTS,
  { text, signature }: Given,
): Promise<Acted> {
  const { actor, project } = acting;
  const { artifact, prefix, rel, refusing, meaning } = VERDICTS[action];
  const request = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const reasons = [...signature.refused, ...refusing(promotion, signerOf(acting))];
    if (reasons.length > 0) {
      return refuse(tx, acting, { action, subject: request, reasons });
    }
    const verdict = { type: artifact, id: `${prefix}:${uuidv7()}` };
    const by = { by: actor.account, ...(actor.person ? { person: actor.person } : {}) };
    const event = await decide(tx, acting, {
      action,
      subject: request,
      related: [{ type: "model_version", id: asked.versionId }],
      created: [{ ...verdict, facts: { ...by, meaning } }],
      links: [{ rel, from: verdict, to: request }],
      facts: {
        ...signedFacts(acting, promotion.binding),
        ...(signature.method ? { method: signature.method } : { automated: true }),
      },
      ...comment(acting, text),
      after: asked.stamp,
    });
    const gate = gateOf(after(promotion, action, signerOf(acting)));
    return { outcome: "done", event, made: verdict, gate };
  });
}
