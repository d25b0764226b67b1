import { createHash } from "node:crypto";
import type { Severity } from "@/lib/contract/findings";
import type { Recipient } from "@/lib/env/values";

/** What there is to tell of promotion requests. */
export type PromotionNews = `promotion.${"requested" | "approved" | "rejected" | "withdrawn" | "expired" | "promoted"}`;

/** One thing to tell. `id` is the same each time it is tried, so that a receiver can count it once. */
export interface Message {
  readonly id: string;
  readonly type: "finding.opened" | "alert.test" | PromotionNews;
  readonly severity: Severity;
  /** In one sentence, what there is to say. */
  readonly what: string;
  readonly data: Readonly<Record<string, string | null>>;
}

/** What came of one attempt: the receiver's status (HTTP or SMTP), or why there was none. */
export type Attempted =
  | { readonly outcome: "done"; readonly status: number }
  | { readonly outcome: "failed"; readonly status?: number; readonly error: string };

/** Where alerts go. */
export interface Channel {
  /** What the record calls it: the address itself may be a secret, as those of chat services are, or somebody's name. */
  readonly name: string;
  /** The least severity that it is told of. */
  readonly least: Severity;
  /** Tries once. Never throws. */
  send(message: Message): Promise<Attempted>;
}

/** A name that tells a recipient from others at the same host and gives nothing away. */
export function nameOf(kind: "webhook" | "email", host: string, { address }: Recipient): string {
  return `${kind}:${host}#${createHash("sha256").update(address).digest("hex").slice(0, 8)}`;
}
