import type { EnvelopeActor, Pseudonym, Reason } from "@/graph-schema/envelope";
import { instant } from "@/graph-schema/values";
import type { Assertion } from "@/lib/contract/passkeys";
import { reason } from "@/lib/errors";
import { type ReadTx, read, type WriteTx, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { type Recorded, sole } from "@/lib/ledger/draft";
import { type Arrival, type Begun, beginSession, recordFailure, signInDraft } from "../arrival";
import type { Caller } from "../caller";
import { keepNewest } from "../current";
import type { Proven } from "../oidc/prove";
import { sealProof } from "../proof";
import { LOCK_IDENTITY } from "../queries";
import { forgetCallers } from "../remembered";
import { PASSKEY, type PasskeyRow, sealed } from "../rows";
import { throttle } from "../throttle";
import { type Challenge, openChallenge, type Signs, spendChallenge } from "./challenge";
import { type Known, otherWays, passkeyCalled, type Unknown } from "./passkeys";
import { REPLACE_PASSKEY } from "./queries";
import { relyingParty } from "./relying-party";
import { countsBack, reasonsToStayOut } from "./rules";
import { type Used, verifyAssertion } from "./verify";

/** What a passkey signed, and what the browser had with it. */
export interface Given extends Arrival {
  readonly answer: Assertion;
  readonly challenge: string | null;
  readonly caller: Caller;
}

/** A passkey of which there seems to be a copy, and whose it is. */
interface Copied {
  readonly passkey: string;
  readonly account: Pseudonym;
}

export type PasskeyTaken =
  | ({ readonly outcome: "done"; readonly next: string } & (Begun | Proven))
  | {
      readonly outcome: "refused";
      readonly reasons: readonly Reason[];
      readonly retryAfterS: number;
      /** Did somebody who is signed in want to put their name to something? */
      readonly isSigning: boolean;
      readonly recorded: Recorded | "counted";
      readonly copied?: Copied | undefined;
    };

interface Refusal extends Unknown {
  readonly copied?: Copied;
}

/** Why a passkey that holds is not what was asked for: it is another's, or lets nobody in. */
async function reasonAgainst(tx: ReadTx, { caller }: Given, { signs }: Challenge, { passkey, account }: Known) {
  if (signs) {
    if (caller.via !== "session" || caller.sessionId !== signs.session) {
      return reason("signature_session_over");
    }
    return account.id === caller.accountId ? undefined : reason("signature_by_another");
  }
  if (account.disabledAt !== undefined) {
    return reason("account_disabled");
  }
  return reasonsToStayOut(await otherWays(tx, account.id, passkey.id))[0];
}

/** Whose passkey answered, and how it was used; or why it counts for nothing. */
async function shown(tx: ReadTx, given: Given, challenge: Challenge): Promise<(Known & { used: Used }) | Refusal> {
  const { answer } = given;
  const party = relyingParty();
  const known = await passkeyCalled(tx, answer.id);
  if (!party || "refused" in known) {
    return "refused" in known ? known : { refused: reason("passkeys_not_here") };
  }
  const { passkey, account } = known;
  const claimed = account.account;
  const used = await verifyAssertion(answer, passkey, { challenge: challenge.challenge, party });
  if ("refused" in used) {
    return { ...used, claimed };
  }
  const { userHandle } = answer.response;
  if (userHandle !== undefined && Buffer.from(userHandle, "base64url").toString("utf8") !== account.id) {
    return { refused: reason("passkey_answer_wrong", { part: "user" }), claimed };
  }
  if (countsBack(passkey, used.counter)) {
    return { refused: reason("passkey_counts_back"), claimed, copied: { passkey: passkey.id, account: claimed } };
  }
  const against = await reasonAgainst(tx, given, challenge, known);
  return against ? { refused: against, claimed } : { ...known, used };
}

/** Puts on record what the holder of a session signs with their passkey; the signature itself stays, encrypted. */
async function prove(tx: WriteTx, given: Given, signs: Signs, passkey: PasskeyRow): Promise<Proven> {
  const { caller, answer, now } = given;
  const { session, act, body } = signs;
  const facts = { method: "passkey", passkey: passkey.id, signature: true };
  const draft = signInDraft(caller.actor, "done", given, { facts });
  const content = { ...signs, id: answer.id, signature: answer.response };
  const part = { name: "proof", key: subjectKey(caller.actor.account), content };
  const proof = await sealProof({ method: "passkey", session, act, body }, now);
  return { proof, recorded: sole(await append(tx, [{ ...draft, payloads: [...(draft.payloads ?? []), part] }])) };
}

async function redeem(given: Given, challenge: Challenge): Promise<Begun | Proven | Refusal> {
  // Without the lock first: whoever has no passkey makes nobody wait.
  const first = await read((tx) => shown(tx, given, challenge));
  if ("refused" in first) {
    return first;
  }
  return write(async (tx) => {
    await tx.run(LOCK_IDENTITY, {});
    const now = await shown(tx, given, challenge);
    if ("refused" in now) {
      return now;
    }
    const { account, used } = now;
    const passkey = { ...now.passkey, ...used, lastUsedAt: instant(given.now), version: now.passkey.version + 1 };
    await tx.run(REPLACE_PASSKEY, { row: await sealed(PASSKEY, passkey) });
    const result = challenge.signs
      ? await prove(tx, given, challenge.signs, passkey)
      : await beginSession(tx, account, given, { facts: { method: "passkey", passkey: passkey.id } });
    keepNewest(tx, "sign_in", result.recorded, { passkey });
    return result;
  }).finally(forgetCallers);
}

/** What whoever signs in may be told: why they must wait, and what their own passkey is for. */
const TOLD: ReadonlySet<string> = new Set(["too_many_attempts", "passkey_signs_only"]);

async function refuse(given: Given, signs: Signs | undefined, { refused, claimed, copied }: Refusal, retryAfterS = 0) {
  const { caller, answer } = given;
  const isSigning = signs !== undefined && caller.via === "session";
  const actor: EnvelopeActor | undefined = isSigning ? caller.actor : undefined;
  const facts = { method: "passkey", ...(signs ? { signature: true } : {}) };
  const recorded = await recordFailure(given, { why: refused, key: `passkey ${answer.id}`, facts, claimed, actor });
  const told = isSigning || TOLD.has(refused.code) ? refused : reason("passkey_refused");
  return { outcome: "refused" as const, reasons: [told], retryAfterS, isSigning, recorded, copied };
}

/**
 * Takes what a passkey signed: signs its owner in, or shows who signs an act. What fails is on record; whoever signs in
 * learns nothing about why. Attempts are slowed down as those with passwords are.
 */
export async function takePasskey(given: Given): Promise<PasskeyTaken> {
  const { address, now } = given;
  const key = `passkey ${given.answer.id}`;
  const challenge = await openChallenge(given.challenge, now);
  const retryAfterS = await throttle().admit(key, address);
  if (retryAfterS > 0) {
    return refuse(given, challenge?.signs, { refused: reason("too_many_attempts") }, retryAfterS);
  }
  if (!challenge || challenge.creates) {
    return refuse(given, undefined, { refused: reason("passkey_not_begun") });
  }
  if (!(await spendChallenge(challenge, now))) {
    return refuse(given, challenge.signs, { refused: reason("passkey_answer_spent") });
  }
  const result = await redeem(given, challenge);
  if ("refused" in result) {
    return refuse(given, challenge.signs, result);
  }
  await throttle().succeeded(key, address);
  return { outcome: "done", next: challenge.signs?.act ?? "/", ...result };
}
