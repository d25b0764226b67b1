import { randomBytes } from "node:crypto";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { canonicalJson, sha256 } from "@/lib/hash";
import { openedText, sealedText } from "../sealed-text";
import { spend } from "../spent";

const PURPOSE = "passkey";
const MINUTES = 10;
export const CHALLENGE_MS = MINUTES * 60_000;
const CHALLENGE_BYTES = 32;

/** What a passkey signs for: an act with what is sent along, within a session. */
const Signs = z.strictObject({ session: z.string(), act: z.string(), body: Digest, nonce: z.string() });
export type Signs = z.infer<typeof Signs>;

/** What an authenticator was asked to answer; the browser that asked carries it, sealed, and no other has it. */
const Challenge = z.strictObject({
  challenge: z.string(),
  until: z.int(),
  /** To put a name to an act, instead of signing in. */
  signs: Signs.optional(),
  /** To make a passkey: in which session, and how its holder showed who they are. */
  creates: z.strictObject({ session: z.string(), method: z.enum(["password", "oidc", "passkey"]) }).optional(),
});
export type Challenge = z.infer<typeof Challenge>;

function random(): string {
  return randomBytes(CHALLENGE_BYTES).toString("base64url");
}

/** A challenge for anybody who wants to sign in, or for the holder of a session who has a passkey made. */
export function newChallenge(now: number, creates?: Challenge["creates"]): Challenge {
  return { challenge: random(), until: now + CHALLENGE_MS, creates };
}

/** A challenge that is the digest of what is signed, so that the authenticator signs that and nothing else. */
export function challengeFor(wanted: Omit<Signs, "nonce">, now: number): Challenge {
  const signs = { ...wanted, nonce: random() };
  const challenge = Buffer.from(sha256(canonicalJson(signs)).slice("sha256:".length), "hex").toString("base64url");
  return { challenge, until: now + CHALLENGE_MS, signs };
}

/** The challenge as the browser carries it. */
export function sealChallenge(challenge: Challenge): Promise<string> {
  return sealedText(PURPOSE, challenge);
}

/** The challenge that a browser comes back with; undefined where it has none of ours, or took too long. */
export async function openChallenge(text: string | null, now: number): Promise<Challenge | undefined> {
  const challenge = await openedText(PURPOSE, Challenge, text);
  return challenge && now < challenge.until ? challenge : undefined;
}

/** Uses it up; false where it was answered before. */
export function spendChallenge({ challenge, until }: Challenge, now: number): Promise<boolean> {
  return spend({ what: `passkey ${challenge}`, until }, now);
}
