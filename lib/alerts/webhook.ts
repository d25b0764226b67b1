import { Webhook } from "standardwebhooks";
import { post, whyFailed } from "@/lib/anchors/post";
import type { Recipient } from "@/lib/env/values";
import { type Attempted, type Channel, type Message, nameOf } from "./channels";

const TIMEOUT_MS = 10_000;

/**
 * Posts `message` as Standard Webhooks has it: `webhook-id`, `webhook-timestamp` and `webhook-signature` (HMAC-SHA-256 over
 * all three parts) let the receiver check who sent it, and refuse what is old.
 */
async function deliver(url: string, secret: string, message: Message): Promise<Attempted> {
  const now = new Date();
  const data = { severity: message.severity, what: message.what, ...message.data };
  const body = JSON.stringify({ type: message.type, timestamp: now.toISOString(), data });
  const headers = {
    "content-type": "application/json",
    "user-agent": "pedigree",
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(message.id, now, body),
  };
  try {
    const { status } = await post(url, headers, body, AbortSignal.timeout(TIMEOUT_MS));
    return status < 300 ? { outcome: "done", status } : { outcome: "failed", status, error: `HTTP status ${status}` };
  } catch (error) {
    return { outcome: "failed", error: whyFailed(error).slice(0, 200) };
  }
}

/** The webhook at an address, whose messages are signed by `secret`. */
export function webhook(recipient: Recipient, secret: string): Channel {
  const { least, address } = recipient;
  return {
    name: nameOf("webhook", new URL(address).host, recipient),
    least,
    send: (message) => deliver(address, secret, message),
  };
}
