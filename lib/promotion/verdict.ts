import { v7 as uuidv7 } from "uuid";
import { write } from "@/lib/graph/session";
import { type Acted, type Acting, comment, decide, refuse } from "./act";
import { reasonsGateIsShut, reasonsToRefuseApproval, reasonsToRefuseRejection } from "./gate";
import { lockPromotion } from "./load";

/** What each verdict makes, by which rule it may be refused, and the words of its meaning: they stand in the record. */
const VERDICTS = {
  approve: {
    artifact: "approval",
    prefix: "apr",
    rel: "APPROVES",
    refusing: reasonsToRefuseApproval,
    adds: "approvals",
    meaning: "I have examined this model version and approve its promotion.",
  },
  reject: {
    artifact: "rejection",
    prefix: "rej",
    rel: "REJECTS",
    refusing: reasonsToRefuseRejection,
    adds: "rejections",
    meaning: "I have examined this model version and reject its promotion.",
  },
} as const;

/**
 * Records one person's approval or rejection of a request. A refusal is a result, not an exception, so that its
 * record commits too. A rejection shuts the request's gate for good.
 */
export function giveVerdict(acting: Acting, id: string, action: keyof typeof VERDICTS, text?: string): Promise<Acted> {
  const { actor, project } = acting;
  const { artifact, prefix, rel, refusing, adds, meaning } = VERDICTS[action];
  const request = { type: "promotion_request", id } as const;
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const reasons = refusing(promotion, actor);
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
      ...comment(project, text),
      after: asked.stamp,
    });
    const shut = reasonsGateIsShut({ ...promotion, [adds]: [...promotion[adds], actor] });
    return { outcome: "done", event, made: verdict, gate: { open: shut.length === 0, reasons: shut } };
  });
}
