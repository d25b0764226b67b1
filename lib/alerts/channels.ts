import { createHash } from "node:crypto";

/** Where alerts go. */
export interface Channel {
  readonly url: string;
  /** What the record calls it: the URL itself may hold a secret, as those of chat services do. */
  readonly name: string;
}

/** The webhook at `url`, under a name that tells it from others on the same host and gives nothing away. */
export function webhook(url: string): Channel {
  const mark = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return { url, name: `webhook:${new URL(url).host}#${mark}` };
}
