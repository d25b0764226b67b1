import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { NotFound } from "@/lib/errors";
import type { WriteTx } from "@/lib/graph/session";
import { changeAccount, reasonsToRefuseChange } from "../accounts";
import { type Acted, done, refused } from "../act";
import type { Caller } from "../caller";
import { keepEnded, keepNewest } from "../current";
import { END_OTHER_SESSIONS } from "../queries";
import type { Signature } from "../reauthenticate";
import type { AccountRow, PasskeyRow } from "../rows";
import { otherWays, passkeysIn } from "./passkeys";
import { DELETE_PASSKEY } from "./queries";
import { reasonsToKeep } from "./rules";

export type Removed = Acted<{ readonly account: AccountRow; readonly passkey: PasskeyRow }>;

async function passkeyOf(tx: WriteTx, account: AccountRow, id: string): Promise<PasskeyRow> {
  const passkey = (await passkeysIn(tx, account.id)).passkeys.find((each) => each.id === id);
  if (!passkey) {
    throw new NotFound("there is no such passkey");
  }
  return passkey;
}

function deed(actor: EnvelopeActor, { account }: AccountRow, passkey: PasskeyRow, method: Signature["method"] = null) {
  const facts = { account, credential: "passkey", passkey: passkey.id, ...(method ? { method } : {}) };
  return { actor, action: "revoke_access" as const, facts };
}

/** Takes the passkey away and ends all sessions but `keep`: it may be in hands that used it a moment ago. */
async function remove(
  tx: WriteTx,
  { account, passkey, keep }: { account: AccountRow; passkey: PasskeyRow; keep: string },
  act: ReturnType<typeof deed>,
): Promise<Removed> {
  await tx.run(DELETE_PASSKEY, { id: passkey.id });
  const ended = await tx.rows(END_OTHER_SESSIONS, { accountId: account.id, keep }, z.object({ id: z.string() }));
  const recorded = await done(tx, act);
  // A copy of the row that somebody puts back is older than this.
  keepNewest(tx, act.action, recorded, { passkey: { ...passkey, version: passkey.version + 1 } });
  const endedIds = ended.map(({ id }) => id);
  keepEnded(tx, act.action, recorded, endedIds);
  return { outcome: "done", account, passkey, recorded };
}

/** Removes one of the caller's own passkeys, unless it is the last by which they get in, or they did not show who they are. */
export function removeOwnPasskey(caller: Caller, id: string, signature: Signature): Promise<Removed> {
  return changeAccount(caller.username, async (tx, account): Promise<Removed> => {
    const passkey = await passkeyOf(tx, account, id);
    const act = deed(caller.actor, account, passkey, signature.method);
    const reasons = [...signature.refused, ...reasonsToKeep(await otherWays(tx, account.id, id))];
    return reasons.length > 0
      ? refused(tx, act, reasons)
      : remove(tx, { account, passkey, keep: caller.sessionId ?? "" }, act);
  });
}

/** Removes a passkey of somebody who lost the device that holds it. */
export function removePasskey(removal: { username: string; id: string; by: EnvelopeActor }): Promise<Removed> {
  return changeAccount(removal.username, async (tx, account): Promise<Removed> => {
    const passkey = await passkeyOf(tx, account, removal.id);
    const act = deed(removal.by, account, passkey);
    const reasons = reasonsToRefuseChange(account, removal.by);
    return reasons.length > 0 ? refused(tx, act, reasons) : remove(tx, { account, passkey, keep: "" }, act);
  });
}
