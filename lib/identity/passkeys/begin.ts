import { generateAuthenticationOptions } from "@simplewebauthn/server";
import type { Digest } from "@/graph-schema/values";
import { BeginPasskeyReply } from "@/lib/contract/passkeys";
import { reason } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { type Arrival, recordFailure } from "../arrival";
import type { Caller } from "../caller";
import { CHALLENGE_MS, challengeFor, newChallenge, sealChallenge } from "./challenge";
import { passkeysIn } from "./passkeys";
import { relyingParty } from "./relying-party";

interface Beginning extends Omit<Arrival, "previous"> {
  readonly caller: Caller;
  /** What whoever is signed in puts their name to, and the digest of what is sent with it; absent to sign in. */
  readonly signs?: { readonly act: string; readonly body: Digest } | undefined;
}

async function refuse(beginning: Beginning, code: string) {
  const { caller, signs } = beginning;
  const why = reason(code);
  const facts = { method: "passkey", ...(signs ? { signature: true } : {}) };
  const key = `passkey ${caller.actor.account}`;
  const recorded = await recordFailure(beginning, { why, key, facts, actor: caller.actor });
  return { outcome: "refused" as const, reasons: [why], recorded };
}

/**
 * What a passkey is asked to sign, and the challenge that the browser carries. To sign in any passkey will do: whose it is
 * shows then, and nobody learns who has one.
 */
export async function beginByPasskey(beginning: Beginning) {
  const { caller, signs, now } = beginning;
  const party = relyingParty();
  if (!party) {
    return refuse(beginning, "passkeys_not_here");
  }
  const { sessionId: session } = caller;
  if (signs && session === null) {
    return refuse(beginning, "not_signed_in");
  }
  const challenge = signs && session !== null ? challengeFor({ session, ...signs }, now) : newChallenge(now);
  const own = challenge.signs ? (await read((tx) => passkeysIn(tx, caller.accountId))).passkeys : undefined;
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: Uint8Array.from(Buffer.from(challenge.challenge, "base64url")),
    timeout: CHALLENGE_MS,
    userVerification: "required",
    allowCredentials: own?.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
  return {
    outcome: "done" as const,
    options: BeginPasskeyReply.shape.options.parse(options),
    challenge: await sealChallenge(challenge),
  };
}
