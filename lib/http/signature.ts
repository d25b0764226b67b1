import { canonicalJson, sha256 } from "@/lib/hash";
import { type Signature, signatureOf } from "@/lib/identity/reauthenticate";
import { cookie, PROOF_COOKIE } from "./cookie";
import type { Asked } from "./result";

/** The signature of whoever acts: by the password beside it, or by what they just showed their provider or their passkey. */
export function signatureGiven(
  { caller, visit, raw }: Pick<Asked<unknown, unknown, unknown>, "caller" | "visit" | "raw">,
  password: string | undefined,
): Promise<Signature> {
  const { address, now, asked: act } = visit;
  const proof = cookie(visit.headers.get("cookie"), PROOF_COOKIE);
  return signatureOf(caller, { password, proof, act, body: sha256(canonicalJson(raw ?? null)), address, now });
}
