import { v4 as uuid } from "uuid";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import type { Caller } from "./caller";
import { openedText, sealedText } from "./sealed-text";
import { spend } from "./spent";

const PURPOSE = "proof";
const GOOD_FOR_MS = 120_000;

/** That somebody just showed who they are, for one act in one session. */
const Proof = z.strictObject({
  id: z.string(),
  method: z.enum(["oidc", "passkey"]),
  session: z.string(),
  act: z.string(),
  /** Of what was sent with the act; absent where the provider was asked, which sees nothing of it. */
  body: Digest.optional(),
  until: z.int(),
});
export type Proof = z.infer<typeof Proof>;

/** A proof as the browser carries it to the act. */
export function sealProof(shown: Omit<Proof, "id" | "until">, now: number): Promise<string> {
  return sealedText(PURPOSE, { ...shown, id: uuid(), until: now + GOOD_FOR_MS });
}

/** The proof that the browser carries, whatever it is for; undefined where it is none of ours. */
export function openProof(text: string | null): Promise<Proof | undefined> {
  return openedText(PURPOSE, Proof, text);
}

/** What is signed: the path of the act, the digest of what was sent with it, and when. */
export interface Signing {
  readonly act: string;
  readonly body: Digest;
  readonly now: number;
}

/** Is it that of `caller` for this act and this body, now and for the first time? It is used up then. */
export async function redeemProof(proof: Proof, caller: Caller, { act, body, now }: Signing): Promise<boolean> {
  const isOfBody = proof.body === undefined || proof.body === body;
  const fits = proof.session === caller.sessionId && proof.act === act && isOfBody && now < proof.until;
  return fits && spend({ what: `proof ${proof.id}`, until: proof.until }, now);
}
