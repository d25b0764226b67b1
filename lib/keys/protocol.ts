import { z } from "zod";
import { hashOf } from "@/lib/tlog/hash";
import { DestructibleKey } from "./names";

/** What a signing key is for: the notes of events, or the log's checkpoints. */
export const KeyUse = z.enum(["events", "log"]);
export type KeyUse = z.infer<typeof KeyUse>;

/** The latest decision about one subject that was committed: its place in the subject's chain, its digest, what it did. */
export const Head = z.object({
  subject: z.string().min(1),
  sequence: z.int().positive(),
  digest: z.string().min(1),
  action: z.string().min(1),
});
export type Head = z.infer<typeof Head>;

const Hash = z.string().transform((text, context) => {
  const hash = hashOf(text);
  if (!hash) {
    context.addIssue({ code: "custom", message: "is no SHA-256 hash in base64" });
    return z.NEVER;
  }
  return hash;
});

/** A wish for a signature: the tree, and the proof that it grew out of the last one that was signed. */
export const CheckpointRequest = z.object({ size: z.int().nonnegative(), root: Hash, proof: z.array(Hash).max(63) });
export type CheckpointRequest = z.output<typeof CheckpointRequest>;

/** What the app may ask of the key process. Signing keys and pseudonym keys never leave it. */
export const KeyRequest = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("public_keys") }),
  z.object({ ask: z.literal("pseudonyms"), subjects: z.array(z.string().min(1)) }),
  z.object({ ask: z.literal("data_key"), name: z.string().min(1) }),
  z.object({ ask: z.literal("destroy_keys"), names: z.array(DestructibleKey).min(1) }),
  z.object({ ask: z.literal("destroyed_keys"), names: z.array(DestructibleKey) }),
  z.object({ ask: z.literal("sign"), lines: z.array(z.string().min(1)) }),
  z.object({ ask: z.literal("sign_statement"), payload: z.base64() }),
  z.object({ ask: z.literal("checkpoint"), ...CheckpointRequest.shape }),
  z.object({ ask: z.literal("last_checkpoint") }),
  z.object({ ask: z.literal("document"), sha256: Hash }),
  z.object({ ask: z.literal("document_certificate") }),
  z.object({ ask: z.literal("rotate"), use: KeyUse, step: z.enum(["prepare", "activate", "retire"]) }),
  z.object({ ask: z.literal("confirm"), heads: z.array(Head) }),
  z.object({ ask: z.literal("heads"), subjects: z.array(z.string().min(1)) }),
  z.object({
    ask: z.literal("heads_under"),
    prefix: z.string().min(1),
    holding: z.string().default(""),
    /** The tag of the answer before; where nothing changed since, the list is left out. */
    unless: z.string().optional(),
  }),
]);
/** As it is sent, and as it is understood. */
export type KeyRequest = z.input<typeof KeyRequest>;
export type KeyQuestion = z.output<typeof KeyRequest>;

/** HTTP status of an answer: the request is at fault, it contradicts what was signed before, or its key was destroyed. */
export const BAD_REQUEST = 400;
export const CONFLICT = 409;
export const GONE = 410;
