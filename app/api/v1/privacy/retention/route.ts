import { RetentionBody } from "@/lib/contract/privacy";
import { privacyActed } from "@/lib/http/privacy";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { planRetention, retainBy } from "@/lib/privacy/retention";

const path = "/privacy/retention";

export const GET = route({
  path,
  permission: "privacy:read",
  async look({ visit }) {
    const body = await planRetention(visit.now);
    return { body, look: { action: "view", facts: { of: "retention_plan" }, shown: [] } };
  },
});

export const POST = route({
  path,
  permission: "privacy:retain",
  body: RetentionBody,
  async act({ caller, visit, raw, body: { reason, password } }) {
    const signature = await signatureGiven({ caller, visit, raw }, password);
    return privacyActed(await retainBy(caller, reason, signature, visit.now));
  },
});
