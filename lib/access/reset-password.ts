import { PASSWORD_SET } from "@/lib/contract/findings";
import { builtInActor } from "@/lib/identity/caller";
import { resetPassword } from "@/lib/identity/change-password";
import { raise } from "@/lib/log/findings";
import { whoseAct } from "./alarm";

/** Sets a password for somebody who lost theirs, and has others hear of it: whoever sets it could act in the owner's name. */
export async function resetWithAlarm(change: Parameters<typeof resetPassword>[0]) {
  const result = await resetPassword(change);
  if (result.outcome === "done") {
    const detail = `the password of account ${result.account.account} was set by ${whoseAct(change.by)}, event ${result.recorded.id}`;
    await raise(await builtInActor("system"), { kind: PASSWORD_SET, detail, severity: "warning" });
  }
  return result;
}
