import { ErasureBody, SubjectParams } from "@/lib/contract/privacy";
import { privacyActed } from "@/lib/http/privacy";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { planErasure, requestErasure } from "@/lib/privacy/erasure";
import { planTold } from "@/lib/privacy/told";

const path = "/privacy/subjects/{subject}/erasure";

export const GET = route({
  path,
  permission: "privacy:read",
  params: SubjectParams,
  async look({ caller, params, visit }) {
    const body = planTold(await planErasure(caller, params.subject, visit.now));
    const [account = ""] = body.pseudonyms;
    return { body, look: { action: "view", facts: { of: "erasure_plan", account }, shown: body.pseudonyms } };
  },
});

export const POST = route({
  path,
  permission: "privacy:erase",
  params: SubjectParams,
  body: ErasureBody,
  async act({ caller, visit, raw, params, body: { password, ...wish } }) {
    const signature = await signatureGiven({ caller, visit, raw }, password);
    return privacyActed(await requestErasure({ ...wish, caller, name: params.subject, signature, now: visit.now }));
  },
});
