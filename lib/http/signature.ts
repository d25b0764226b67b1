import { type Signature, signatureOf } from "@/lib/identity/reauthenticate";
import { cookie, PROOF_COOKIE } from "./cookie";
import type { Asked } from "./result";

/** The signature of whoever acts: by the password beside it, or by what they just showed their provider. */
export function signatureGiven(
  { caller, visit }: Pick<Asked<unknown, unknown, unknown>, "caller" | "visit">,
  password: string | undefined,
): Promise<Signature> {
  const { address, now, asked: act } = visit;
  const proof = cookie(visit.headers.get("cookie"), PROOF_COOKIE);
  return signatureOf(caller, { password, proof, act, address, now });
}
