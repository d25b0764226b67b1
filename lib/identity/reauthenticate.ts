import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import type { Caller } from "./caller";
import { reasonsOutdated } from "./current";
import { identityOfSession } from "./oidc/identities";
import { reasonsToRefuseProof } from "./oidc/prove";
import { isPassword } from "./passwords";
import { ACCOUNT_BY_ID } from "./queries";
import { CREDENTIAL, type FederatedIdentityRow, opened, RawRow } from "./rows";
import { throttle } from "./throttle";

const Found = z.object({ credential: RawRow.nullable() });

/** The caller's credential; undefined where there is none that is ours and the newest. */
async function credentialOf(caller: Caller) {
  const [row] = await read((tx) => tx.rows(ACCOUNT_BY_ID, { id: caller.accountId }, Found));
  const credential = row?.credential ? await opened(CREDENTIAL, row.credential) : undefined;
  const isNewest = credential && credential !== "forged" && (await reasonsOutdated({ credential })).length === 0;
  return isNewest ? credential : undefined;
}

/** Why it is not the caller who sits there: the password is not theirs. Attempts count as those of signing in do. `wrong` is the code of the reason. */
export async function reasonsToDoubt(
  caller: Caller,
  password: string,
  address: string,
  wrong = "wrong_credentials",
): Promise<Reason[]> {
  if ((await throttle().admit(caller.username, address)) > 0) {
    return [reason("too_many_attempts")];
  }
  if (!(await isPassword((await credentialOf(caller))?.hash, password))) {
    return [reason(wrong)];
  }
  await throttle().succeeded(caller.username, address);
  return [];
}

/** How somebody showed who they are when they put their name to something; no method for a service, whose token shows it. */
export interface Signature {
  readonly method: "password" | "oidc" | null;
  readonly refused: readonly Reason[];
}

/** What somebody shows beside their signature, and from where. */
export interface Given {
  readonly password: string | undefined;
  /** What their provider's answer was turned into. */
  readonly proof: string | null;
  /** The path of what they put their name to. */
  readonly act: string;
  readonly address: string;
  readonly now: number;
}

/**
 * Where the caller shows who they are before they sign: undefined for whoever has a password here, which then is the
 * one thing that signs. Whoever links an account to somebody at a provider does not sign in its owner's name.
 */
export async function signingIdentityOf(caller: Caller): Promise<FederatedIdentityRow | undefined> {
  return (await credentialOf(caller)) ? undefined : identityOfSession(caller);
}

/** The signature of the caller, who is a person and shows it again, or a service. */
export async function signatureOf(caller: Caller, given: Given): Promise<Signature> {
  if (caller.actor.type !== "user") {
    return { method: null, refused: [] };
  }
  if (await signingIdentityOf(caller)) {
    return { method: "oidc", refused: await reasonsToRefuseProof(caller, given) };
  }
  if (given.password === undefined) {
    return { method: "password", refused: [reason("signature_needs_password")] };
  }
  // A password that an administrator chose is known to two.
  const isInitial = (await credentialOf(caller))?.expiresAt !== undefined;
  const initial = isInitial ? [reason("initial_password_signs_nothing")] : [];
  const doubts = await reasonsToDoubt(caller, given.password, given.address, "signature_password_wrong");
  return { method: "password", refused: [...initial, ...doubts] };
}
