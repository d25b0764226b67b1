import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import {
  decodeAttestationObject,
  decodeClientDataJSON,
  isoBase64URL,
  isoUint8Array,
  parseAuthenticatorData,
} from "@simplewebauthn/server/helpers";
import type { Reason } from "@/graph-schema/envelope";
import type { Assertion, Registration } from "@/lib/contract/passkeys";
import { reason } from "@/lib/errors";
import type { PasskeyRow } from "../rows";
import type { RelyingParty } from "./relying-party";

/** EdDSA, ES256 and RS256: every authenticator has one of them. */
export const ALGORITHMS = [-8, -7, -257];

interface Asked {
  readonly challenge: string;
  readonly party: RelyingParty;
}

type Bytes = ReturnType<typeof isoBase64URL.toBuffer>;

async function isOfParty(rpIdHash: Bytes, { id }: RelyingParty): Promise<boolean> {
  const wanted = await crypto.subtle.digest("SHA-256", isoUint8Array.fromUTF8String(id));
  return isoUint8Array.areEqual(rpIdHash, new Uint8Array(wanted));
}

interface Parts {
  readonly type: "webauthn.get" | "webauthn.create";
  readonly clientDataJSON: string;
  authenticatorData(): Bytes;
}

/** Which part of an answer that the library refused is not as asked, for the record: its own words may hold anybody's. */
async function wrongPart({ type, clientDataJSON, authenticatorData }: Parts, { challenge, party }: Asked) {
  try {
    const said = decodeClientDataJSON(clientDataJSON);
    const { rpIdHash, flags } = parseAuthenticatorData(authenticatorData());
    const wrong = {
      type: said.type !== type,
      challenge: said.challenge !== challenge,
      origin: said.origin !== party.origin || said.crossOrigin === true,
      relying_party: !(await isOfParty(rpIdHash, party)),
      user_verification: !flags.uv,
    };
    return Object.entries(wrong).find(([, isWrong]) => isWrong)?.[0] ?? "signature";
  } catch {
    return "form";
  }
}

async function judged<Good>(parts: Parts, asked: Asked, verify: () => Promise<Good | undefined>) {
  const good = await verify().catch(() => undefined);
  // The library lets an answer through that was given within a page of another site.
  if (good === undefined || decodeClientDataJSON(parts.clientDataJSON).crossOrigin) {
    return { refused: reason("passkey_answer_wrong", { part: await wrongPart(parts, asked) }) };
  }
  return good;
}

/** How a passkey was used: what its authenticator counts now, and whether there are copies of it. */
export type Used = Pick<PasskeyRow, "counter" | "isSynced">;

/** Verifies what was signed with `passkey`. The counter is for the caller to judge, once the signature is known to hold. */
export function verifyAssertion(
  answer: Assertion,
  passkey: PasskeyRow,
  asked: Asked,
): Promise<Used | { readonly refused: Reason }> {
  const { response } = answer;
  const authenticatorData = () => isoBase64URL.toBuffer(response.authenticatorData);
  const parts = { type: "webauthn.get" as const, clientDataJSON: response.clientDataJSON, authenticatorData };
  return judged(parts, asked, async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: asked.challenge,
      expectedOrigin: asked.party.origin,
      expectedRPID: asked.party.id,
      requireUserVerification: true,
      credential: { id: passkey.credentialId, publicKey: isoBase64URL.toBuffer(passkey.publicKey), counter: 0 },
    });
    const { newCounter, credentialBackedUp, credentialDeviceType } = authenticationInfo;
    const isSame = (credentialDeviceType === "multiDevice") === passkey.isSyncable;
    return verified && isSame ? { counter: newCounter, isSynced: credentialBackedUp } : undefined;
  });
}

/** A passkey as its authenticator made it. */
export type Made = Pick<
  PasskeyRow,
  "credentialId" | "publicKey" | "counter" | "isSyncable" | "isSynced" | "transports"
>;

/** Verifies what an authenticator made. */
export function verifyRegistration(answer: Registration, asked: Asked): Promise<Made | { readonly refused: Reason }> {
  const { response } = answer;
  const authenticatorData = () =>
    decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject)).get("authData");
  const parts = { type: "webauthn.create" as const, clientDataJSON: response.clientDataJSON, authenticatorData };
  return judged(parts, asked, async () => {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: asked.challenge,
      expectedOrigin: asked.party.origin,
      expectedRPID: asked.party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return (
      registrationInfo && {
        credentialId: registrationInfo.credential.id,
        publicKey: isoBase64URL.fromBuffer(registrationInfo.credential.publicKey),
        counter: registrationInfo.credential.counter,
        isSyncable: registrationInfo.credentialDeviceType === "multiDevice",
        isSynced: registrationInfo.credentialBackedUp,
        transports: response.transports ?? [],
      }
    );
  });
}
