import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import { keysOfIssuer } from "./issuer-keys";

/** Signatures by keys that the issuer alone holds: never `none`, never a secret that its public key could be taken for. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
/** The issuer's clock and ours may differ by so much. */
export const CLOCKS_DIFFER_S = 30;

/** What an issuer signed; why it did not, in a code of the library; or that it cannot be asked for its keys. */
export type Signed = { readonly payload: JWTPayload } | { readonly wrong: string } | "away";

type Wanted = Pick<JWTVerifyOptions, "requiredClaims" | "maxTokenAge" | "audience"> & { readonly issuer: string };

/** What stands in a token that `issuer` signed for us, now. */
export async function payloadSigned(token: string, wanted: Wanted, now: number): Promise<Signed> {
  try {
    const { payload } = await jwtVerify(token, await keysOfIssuer(wanted.issuer, now), {
      ...wanted,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCKS_DIFFER_S,
      currentDate: new Date(now),
    });
    return { payload };
  } catch (error) {
    const isAway = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    return isAway ? "away" : { wrong: error.code };
  }
}
