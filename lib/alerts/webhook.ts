import { Webhook } from "standardwebhooks";
import { post, whyFailed } from "@/lib/anchors/post";
import type { Channel } from "./channels";

const TIMEOUT_MS = 10_000;

/** One thing to tell. `id` is the same each time it is tried, so that a receiver can count it once. */
export interface Message {
  readonly id: string;
  readonly type: "finding.opened" | "alert.test";
  readonly data: Readonly<Record<string, string | null>>;
}

/** What came of one attempt: the receiver's HTTP status, or why there was none. */
export type Attempted =
  | { readonly outcome: "done"; readonly status: number }
  | { readonly outcome: "failed"; readonly status?: number; readonly error: string };

/**
 * Posts `message` as Standard Webhooks has it: `webhook-id`, `webhook-timestamp` and `webhook-signature` (HMAC-SHA-256 over
 * all three parts) let the receiver check who sent it, and refuse what is old. Never throws.
 */
export async function deliver(channel: Channel, secret: string, message: Message): Promise<Attempted> {
  const now = new Date();
  const body = JSON.stringify({ type: message.type, timestamp: now.toISOString(), data: message.data });
  const headers = {
    "content-type": "application/json",
    "user-agent": "pedigree",
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(message.id, now, body),
  };
  try {
    const { status } = await post(channel.url, headers, body, AbortSignal.timeout(TIMEOUT_MS));
    return status < 300 ? { outcome: "done", status } : { outcome: "failed", status, error: `HTTP status ${status}` };
  } catch (error) {
    return { outcome: "failed", error: whyFailed(error).slice(0, 200) };
  }
}
