import { IDENTITY_LINKED } from "@/lib/contract/findings";
import { builtInActor } from "@/lib/identity/caller";
import { linkAccount } from "@/lib/identity/oidc/link";
import { raise } from "@/lib/log/findings";
import { whoseAct } from "./alarm";

/** Links an account to somebody at a provider, and has others hear of it: whoever is linked acts in the owner's name. */
export async function linkWithAlarm(link: Parameters<typeof linkAccount>[0]) {
  const result = await linkAccount(link);
  if (result.outcome === "done") {
    const { identity, recorded, account } = result;
    const detail = `account ${account.account} was linked to somebody at ${identity.provider} by ${whoseAct(link.by)}, event ${recorded.id}`;
    await raise(await builtInActor("system"), { kind: IDENTITY_LINKED, detail, severity: "warning" });
  }
  return result;
}
