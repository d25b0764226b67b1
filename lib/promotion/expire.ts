import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { stampOf } from "@/graph-schema/values";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { decide } from "@/lib/ledger/deed";
import { gateOf } from "./gate";
import { policyInForce } from "./inForce";
import { lockPromotion } from "./load";
import { policyId } from "./policy";
import { MAYBE_OVER } from "./queries";

const DAY_MS = 86_400_000;
/** Requests of one round; what is left comes with the next one. */
const MOST = 200;

/** What a request does not come back from, although nobody decided so. */
export const ENDING: ReadonlySet<string> = new Set(["request_expired", "policy_changed"]);

/** Those of a project of which it is not on record yet that they are over, and which may be: older than the policy, or than it lets them become. */
async function maybeOver(tx: ReadTx, project: string): Promise<string[]> {
  const { digest, document, published } = await policyInForce(tx, project);
  const days = Math.min(...document.rules.flatMap(({ requestDays }) => requestDays ?? []));
  const before = Number.isFinite(days) ? stampOf(Date.now() - days * DAY_MS) : 0;
  const which = { project, policy: policyId(digest), before: Math.max(before, published?.stamp ?? 0), most: MOST };
  return (await tx.rows(MAYBE_OVER, which, z.object({ id: z.string() }))).map(({ id }) => id);
}

function expire(system: EnvelopeActor, project: string, id: string): Promise<void> {
  const acting = { actor: system, project, caller: { roles: [], behind: [] } };
  return write(async (tx) => {
    const { asked, promotion } = await lockPromotion(tx, project, id);
    const why = gateOf(promotion).reasons.find(({ code }) => ENDING.has(code))?.code;
    if (why !== undefined && promotion.gaps.length === 0 && !promotion.isOver) {
      await decide(tx, acting, {
        action: "expire",
        subject: { type: "promotion_request", id },
        related: [{ type: "model_version", id: asked.versionId }],
        facts: { why },
        after: asked.stamp,
      });
    }
  });
}

/**
 * Puts on record which requests of a project are over, because nobody decided in time or under their policy, so that whoever asked
 * hears of it. What may be decided does not depend on it: the gate knows the time itself.
 */
export async function expireRequests(system: EnvelopeActor, project: string): Promise<void> {
  for (const id of await read((tx) => maybeOver(tx, project))) {
    await expire(system, project, id);
  }
}
