import { generateRegistrationOptions } from "@simplewebauthn/server";
import { isoUint8Array } from "@simplewebauthn/server/helpers";
import { v4 as uuid } from "uuid";
import { z } from "zod";
import { instant } from "@/graph-schema/values";
import { CreatePasskeyReply, type Registration } from "@/lib/contract/passkeys";
import { reason } from "@/lib/errors";
import { read, type WriteTx, write } from "@/lib/graph/session";
import { type Acted, done, refused } from "../act";
import type { Caller } from "../caller";
import { keepNewest } from "../current";
import { LOCK_IDENTITY } from "../queries";
import type { Signature } from "../reauthenticate";
import { PASSKEY, type PasskeyRow, sealed } from "../rows";
import { CHALLENGE_MS, type Challenge, newChallenge, openChallenge, sealChallenge, spendChallenge } from "./challenge";
import { passkeysIn } from "./passkeys";
import { CREATE_PASSKEY, PASSKEY_BY_CREDENTIAL } from "./queries";
import { type RelyingParty, relyingParty } from "./relying-party";
import { reasonsToTakeNoMore } from "./rules";
import { ALGORITHMS, type Made, verifyRegistration } from "./verify";

function deed({ actor }: Caller, facts: { passkey?: string; method?: string } = {}) {
  const action = "grant_access" as const;
  return { actor, action, facts: { account: actor.account, credential: "passkey", ...facts } };
}

type Creation =
  | { readonly outcome: "done"; readonly options: CreatePasskeyReply["options"]; readonly challenge: string }
  | Extract<Acted, { outcome: "refused" }>;

/** What the caller's browser asks an authenticator to make, once they showed who they are. */
export async function beginRegistration(caller: Caller, signature: Signature, now: number): Promise<Creation> {
  const party = relyingParty();
  const { passkeys } = await read((tx) => passkeysIn(tx, caller.accountId));
  const reasons = [
    ...signature.refused,
    ...(party ? [] : [reason("passkeys_not_here")]),
    ...reasonsToTakeNoMore(passkeys.length),
  ];
  const { sessionId: session } = caller;
  const { method } = signature;
  if (session === null || method === null) {
    reasons.push(reason("services_use_tokens"));
  }
  if (!party || reasons.length > 0 || session === null || method === null) {
    return write((tx) => refused(tx, deed(caller), reasons));
  }
  const challenge = newChallenge(now, { session, method });
  const options = await creationOptions(caller, passkeys, party, challenge);
  return { outcome: "done", options, challenge: await sealChallenge(challenge) };
}

async function creationOptions(
  { accountId, username, displayName }: Caller,
  passkeys: readonly PasskeyRow[],
  { id: rpID }: RelyingParty,
  { challenge }: Challenge,
) {
  const options = await generateRegistrationOptions({
    rpName: "Pedigree",
    rpID,
    userID: isoUint8Array.fromUTF8String(accountId),
    userName: username,
    userDisplayName: displayName,
    challenge: Uint8Array.from(Buffer.from(challenge, "base64url")),
    timeout: CHALLENGE_MS,
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return CreatePasskeyReply.shape.options.parse(options);
}

/** What an authenticator made for the caller, how they call it, and the challenge that their browser carries. */
interface Wish {
  readonly caller: Caller;
  readonly name: string;
  readonly answer: Registration;
  readonly challenge: string | null;
  readonly now: number;
}

type Method = NonNullable<Challenge["creates"]>["method"];

async function shown({ caller, answer, challenge: carried, now }: Wish) {
  const party = relyingParty();
  const challenge = await openChallenge(carried, now);
  if (!party || challenge?.creates === undefined || challenge.creates.session !== caller.sessionId) {
    return { refused: reason("passkey_not_begun") };
  }
  if (!(await spendChallenge(challenge, now))) {
    return { refused: reason("passkey_answer_spent") };
  }
  const made = await verifyRegistration(answer, { challenge: challenge.challenge, party });
  return "refused" in made ? made : { made, method: challenge.creates.method };
}

/** Registers what an authenticator made: by it the caller signs in and signs from now on. */
export async function registerPasskey(wish: Wish): Promise<Acted<{ readonly passkey: PasskeyRow }>> {
  const result = await shown(wish);
  return write(async (tx) =>
    "refused" in result ? refused(tx, deed(wish.caller), [result.refused]) : keep(tx, wish, result),
  );
}

async function keep(tx: WriteTx, { caller, name, now }: Wish, { made, method }: { made: Made; method: Method }) {
  await tx.run(LOCK_IDENTITY, {});
  const { passkeys } = await passkeysIn(tx, caller.accountId);
  const { credentialId } = made;
  const same = await tx.rows(PASSKEY_BY_CREDENTIAL, { credentialId }, z.object({ passkey: z.unknown() }));
  const reasons = [
    ...reasonsToTakeNoMore(passkeys.length),
    ...(same.length > 0 ? [reason("passkey_registered_already")] : []),
  ];
  if (reasons.length > 0) {
    return refused(tx, deed(caller, { method }), reasons);
  }
  const passkey = {
    id: uuid(),
    accountId: caller.accountId,
    account: caller.actor.account,
    name,
    ...made,
    registeredAt: instant(now),
    version: 1,
  };
  await tx.run(CREATE_PASSKEY, { row: await sealed(PASSKEY, passkey) });
  const recorded = await done(tx, deed(caller, { passkey: passkey.id, method }));
  keepNewest(tx, "grant_access", recorded, { passkey });
  return { outcome: "done" as const, passkey, recorded };
}
