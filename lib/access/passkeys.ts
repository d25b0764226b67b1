import { PASSKEY_COPIED, PASSKEY_REMOVED } from "@/lib/contract/findings";
import { builtInActor } from "@/lib/identity/caller";
import { takePasskey } from "@/lib/identity/passkeys/answer";
import { removePasskey } from "@/lib/identity/passkeys/remove";
import { raise } from "@/lib/log/findings";
import { whoseAct } from "./alarm";

/** Takes what a passkey signed, and has others hear of it where there seems to be a copy of the passkey. */
export async function takeWithAlarm(given: Parameters<typeof takePasskey>[0]) {
  const result = await takePasskey(given);
  if (result.outcome === "refused" && result.copied) {
    const { passkey, account } = result.copied;
    const detail = `passkey ${passkey} of account ${account}`;
    await raise(await builtInActor("system"), { kind: PASSKEY_COPIED, detail, severity: "critical" });
  }
  return result;
}

/** Removes a passkey of somebody else, and has others hear of it: whoever takes one away may want to come in another way. */
export async function removeWithAlarm(removal: Parameters<typeof removePasskey>[0]) {
  const result = await removePasskey(removal);
  if (result.outcome === "done") {
    const { account, passkey, recorded } = result;
    const detail = `passkey ${passkey.id} of account ${account.account} was removed by ${whoseAct(removal.by)}, event ${recorded.id}`;
    await raise(await builtInActor("system"), { kind: PASSKEY_REMOVED, detail, severity: "warning" });
  }
  return result;
}
