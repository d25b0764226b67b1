import { ago } from "@/components/ui/moment-text";
import { counted } from "@/lib/contract/amount";
import type { LogReply } from "@/lib/contract/log";

/** "12 s ago", or in minutes, hours, days. */
function since(iso: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1_000));
  return seconds < 60 ? `${seconds} s ago` : ago(iso, now);
}

/** What the last verification of the whole log found, and in how much of it where more was added since. */
function verifiedPart({ size, verified }: LogReply, now: number): string {
  if (!verified) {
    return "it was not verified as a whole yet";
  }
  const found = verified.found === 0 ? "nothing wrong" : `${counted(verified.found, "thing")} wrong`;
  const where = verified.size < size ? ` in the ${verified.size.toLocaleString("en")} that were there then` : "";
  return `the last verification, ${since(verified.at, now)}, found ${found}${where}`;
}

function publishedPart({ size, published }: LogReply): string {
  if (!published) {
    return "none of them published";
  }
  if (published.size > size) {
    return `fewer than the ${published.size.toLocaleString("en")} that are published`;
  }
  if (published.size < size) {
    return `${published.size.toLocaleString("en")} of them published`;
  }
  return size === 1 ? "published" : "all published";
}

/** How much waits for its place while the log does not grow. */
function waitingPart({ asOf: { pendingCount, unpublishedSince } }: LogReply): string {
  const waits = pendingCount === 1 ? "waits" : "wait";
  return unpublishedSince === undefined ? "" : `, while ${counted(pendingCount, "event")} more ${waits} in vain`;
}

/** What the log's page answers first. `now` is when the reply came. */
export function logSentence(log: LogReply, now: number): string {
  const stopped = log.fault === null ? "" : `Nothing gets a place in the log any more: ${log.fault}. `;
  if (log.size === 0 && !log.published) {
    return `${stopped}The log holds nothing yet${waitingPart(log)}.`;
  }
  const published = `${publishedPart(log)}${waitingPart(log)}`;
  return `${stopped}The log holds ${counted(log.size, "event")}, ${published}; ${verifiedPart(log, now)}.`;
}
