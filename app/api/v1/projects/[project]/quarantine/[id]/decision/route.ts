import { QuarantineDecisionBody, QuarantinedParams } from "@/lib/contract/quarantine";
import { privacyActed } from "@/lib/http/privacy";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { settle } from "@/lib/privacy/settle";

export const POST = route({
  path: "/projects/{project}/quarantine/{id}/decision",
  permission: "privacy:quarantine",
  params: QuarantinedParams,
  body: QuarantineDecisionBody,
  async act({ caller, visit, raw, project, params, body: { password, ...wish } }) {
    const signature = await signatureGiven({ caller, visit, raw }, password);
    return privacyActed(await settle({ ...wish, project, id: params.id, caller, signature }));
  },
});
