import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import type { Caller } from "./caller";
import { reasonsOutdated } from "./current";
import { identityOfSession } from "./oidc/identities";
import { isPassword } from "./passwords";
import { openProof, type Proof, redeemProof, type Signing } from "./proof";
import { ACCOUNT_BY_ID } from "./queries";
import { CREDENTIAL, type CredentialRow, type FederatedIdentityRow, opened, RawRow } from "./rows";
import { throttle } from "./throttle";

const Found = z.object({ credential: RawRow.nullable() });

/** The password of an account, hashed; undefined where there is none that is ours and the newest. */
export async function credentialIn(tx: ReadTx, accountId: string) {
  const [row] = await tx.rows(ACCOUNT_BY_ID, { id: accountId }, Found);
  const credential = row?.credential ? await opened(CREDENTIAL, row.credential) : undefined;
  const isNewest = credential && credential !== "forged" && (await reasonsOutdated({ credential })).length === 0;
  return isNewest ? credential : undefined;
}

/** A password that an administrator chose is known to two, until its owner chooses one. */
export function isInitial({ expiresAt }: CredentialRow): boolean {
  return expiresAt !== undefined;
}

function credentialOf({ accountId }: Caller) {
  return read((tx) => credentialIn(tx, accountId));
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
  readonly method: "password" | "oidc" | "passkey" | null;
  readonly refused: readonly Reason[];
}

/** What somebody shows beside their signature, and from where. */
export interface Given extends Signing {
  readonly password: string | undefined;
  /** What the answer of their provider or their passkey was turned into. */
  readonly proof: string | null;
  readonly address: string;
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
  const proof = await openProof(given.proof);
  const isShownBy = async (method: Proof["method"]) =>
    proof?.method === method && (await redeemProof(proof, caller, given));
  if (proof?.method === "passkey" && given.password === undefined) {
    return { method: "passkey", refused: (await isShownBy("passkey")) ? [] : [reason("signature_needs_passkey")] };
  }
  if (await signingIdentityOf(caller)) {
    return { method: "oidc", refused: (await isShownBy("oidc")) ? [] : [reason("signature_needs_provider")] };
  }
  if (given.password === undefined) {
    return { method: "password", refused: [reason("signature_needs_password")] };
  }
  const credential = await credentialOf(caller);
  const initial = credential && isInitial(credential) ? [reason("initial_password_signs_nothing")] : [];
  const doubts = await reasonsToDoubt(caller, given.password, given.address, "signature_password_wrong");
  return { method: "password", refused: [...initial, ...doubts] };
}
