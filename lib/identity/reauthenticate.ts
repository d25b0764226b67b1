import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import type { Caller } from "./caller";
import { reasonsOutdated } from "./current";
import { isPassword } from "./passwords";
import { ACCOUNT_BY_ID } from "./queries";
import { CREDENTIAL, opened, RawRow } from "./rows";
import { throttle } from "./throttle";

const Found = z.object({ credential: RawRow.nullable() });

async function isOwnPassword(caller: Caller, password: string): Promise<boolean> {
  const [row] = await read((tx) => tx.rows(ACCOUNT_BY_ID, { id: caller.accountId }, Found));
  const credential = row?.credential ? await opened(CREDENTIAL, row.credential) : undefined;
  const isNewest = credential && credential !== "forged" && (await reasonsOutdated({ credential })).length === 0;
  return isPassword(isNewest ? credential.hash : undefined, password);
}

/** Why it is not the caller who sits there: the password is not theirs. Attempts count as those of signing in do. */
export async function reasonsToDoubt(caller: Caller, password: string, address: string): Promise<Reason[]> {
  if ((await throttle().admit(caller.username, address)) > 0) {
    return [reason("too_many_attempts")];
  }
  if (!(await isOwnPassword(caller, password))) {
    return [reason("wrong_credentials")];
  }
  await throttle().succeeded(caller.username, address);
  return [];
}

/** How somebody showed who they are when they put their name to something; no method for a service, whose token shows it. */
export interface Signature {
  readonly method: "password" | null;
  readonly refused: readonly Reason[];
}

/** The signature of the caller, who is a person and shows it again, or a service. */
export async function signatureOf(caller: Caller, password: string | undefined, address: string): Promise<Signature> {
  if (caller.actor.type !== "user") {
    return { method: null, refused: [] };
  }
  const refused =
    password === undefined ? [reason("signature_needs_password")] : await reasonsToDoubt(caller, password, address);
  return { method: "password", refused };
}
