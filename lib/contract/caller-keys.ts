import { z } from "zod";
import { Digest, WireInstant } from "@/graph-schema/values";
import { DsseEnvelope, KEY_TYPE, payloadOf } from "@/lib/tlog/dsse";
import { publicKeyIn } from "@/lib/tlog/public-key";
import { parseStrictJson } from "./json";

const PublicKey = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const publicKey = publicKeyIn(text);
    if (!publicKey) {
      context.addIssue({ code: "custom", message: "is no Ed25519 public key" });
      return z.NEVER;
    }
    return publicKey;
  });

const common = {
  v: z.literal(1),
  log: z.string().describe("the log's name: a proof for one installation is none for another"),
  account: z.string().describe("user name of the account that the key is to belong to"),
  key: PublicKey.describe("base64 of 32 bytes or of SubjectPublicKeyInfo, PEM, or a C2SP verifier key"),
  issued_at: WireInstant,
};

/** What the holder of a key signs with it, to have it registered or to put it in the place of an older one. */
export const KeyStatement = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("register"), ...common, signed_only: z.boolean().optional() }),
  z.strictObject({ act: z.literal("replace"), ...common, replaces: Digest }),
]);
export type KeyStatement = z.infer<typeof KeyStatement>;

/** What a proof says, whoever signed it; undefined when it is none. */
export function keyStatementIn(proof: DsseEnvelope): KeyStatement | undefined {
  const payload = payloadOf(proof);
  if (!payload || proof.payloadType !== KEY_TYPE) {
    return undefined;
  }
  const document = parseStrictJson(new TextDecoder().decode(payload));
  return document.ok ? KeyStatement.safeParse(document.value).data : undefined;
}

/** POST /caller-keys and /caller-keys/{id}/rotation. The private key never leaves its holder. */
export const KeyProofBody = z.strictObject({ proof: DsseEnvelope });
export const CallerKeyParams = z.object({ id: Digest });
/** POST /caller-keys/{id}/revocation */
export const RevokeKeyBody = z.strictObject({ reason: z.string().trim().min(1).max(2_000) });
/** POST /accounts/{username}/signing */
export const SigningBody = z.strictObject({ signedOnly: z.boolean() });
export const SigningReply = z.object({ username: z.string(), signedOnly: z.boolean() });

export const CallerKeyRow = z.object({
  id: z.string().describe("SHA-256 of the SubjectPublicKeyInfo"),
  account: z.string().describe("user name of whose it is"),
  publicKey: z.string().describe("32 bytes in base64"),
  registeredAt: z.string(),
  lastUsedAt: z.string().nullable().describe("to the hour"),
  endedAt: z.string().nullable(),
  endedBy: z.enum(["revocation", "rotation"]).nullable(),
  signedOnly: z.boolean().describe("whether only signed events are taken from the account"),
});
export type CallerKeyRow = z.infer<typeof CallerKeyRow>;
/** GET /caller-keys — one's own; everybody's for those who manage keys. */
export const CallerKeysReply = z.object({ keys: z.array(CallerKeyRow), total: z.int(), truncated: z.boolean() });

const Place = { at: z.string(), eventId: z.string() };
/** What the record says of the key that signed an event. */
export const CallerKeyTold = z.object({
  id: z.string(),
  account: z.string().describe("pseudonym of whose it is"),
  publicKey: z.string().describe("32 bytes in base64"),
  registered: z.object(Place),
  ended: z.object({ ...Place, by: z.enum(["revocation", "rotation"]) }).nullable(),
});
export type CallerKeyTold = z.infer<typeof CallerKeyTold>;
