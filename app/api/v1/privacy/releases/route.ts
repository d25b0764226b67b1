import { HoldBody } from "@/lib/contract/privacy";
import { privacyActed } from "@/lib/http/privacy";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { actOnHold } from "@/lib/privacy/holds";

export const POST = route({
  path: "/privacy/releases",
  permission: "privacy:hold",
  body: HoldBody,
  async act({ caller, visit, raw, body: { on: wanted, reason, password } }) {
    const signature = await signatureGiven({ caller, visit, raw }, password);
    return privacyActed(await actOnHold({ action: "release", wanted, caller, reason, signature }));
  },
});
