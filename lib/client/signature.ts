import canonicalize from "canonicalize";
import type { z } from "zod";
import { AnswerReply } from "@/lib/contract/sign-in";
import { sha256 } from "@/lib/tlog/sha256";
import { path, send } from "./door";
import { answerOf } from "./passkeys";

/** How somebody signs: by their password, by a passkey, or by what the browser holds of what a provider was shown. */
export type Signed = { readonly password: string } | { readonly byPasskey: true } | Readonly<Record<string, never>>;

/** What is sent with an act, and whether a passkey signs it. */
export type Signing = object & { readonly byPasskey?: true };

function digestOf(body: object): string {
  const text = canonicalize(JSON.parse(JSON.stringify(body))) ?? "";
  const bytes = sha256(new TextEncoder().encode(text));
  return `sha256:${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The path of an act as a proof for it says it. */
export function actPath(act: readonly string[]): string {
  return path(act).replace(/^\/api\/v1/, "");
}

/** Sends what somebody puts their name to. A passkey signs exactly this, a moment before. */
export async function sendSigned<Schema extends z.ZodType>(
  act: readonly string[],
  schema: Schema,
  { byPasskey, ...body }: Signing,
): Promise<z.infer<Schema>> {
  if (byPasskey) {
    const answer = await answerOf({ signs: { act: actPath(act), body: digestOf(body) } });
    await send("POST", path(["session", "passkey", "answer"]), AnswerReply, { answer });
  }
  return send("POST", path(act), schema, body);
}
