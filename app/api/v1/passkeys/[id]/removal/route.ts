import { IdParams } from "@/lib/contract/identity";
import { RemovePasskeyBody } from "@/lib/contract/passkeys";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { removeOwnPasskey } from "@/lib/identity/passkeys/remove";

export const POST = route({
  path: "/passkeys/{id}/removal",
  permission: "account:self",
  params: IdParams,
  body: RemovePasskeyBody,
  async act({ params, body: { password }, ...asking }) {
    const signature = await signatureGiven(asking, password);
    return acted(await removeOwnPasskey(asking.caller, params.id, signature), nothingMore);
  },
});
