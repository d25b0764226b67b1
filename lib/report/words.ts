import type { ArtifactType, Ref } from "@/graph-schema/names";
import { sayReason } from "@/lib/contract/reasons";
import type { AuditRow, Who } from "@/lib/contract/reply";

/** What a kind of artifact is called in a sentence. */
export function kindName(type: ArtifactType): string {
  return type.replaceAll("_", " ");
}

/** An artifact in a sentence. */
export function called({ type, id }: Ref): string {
  return `${kindName(type)} ${id}`;
}

/** For those outside: who it is, without a name. The pseudonym stays, which the log has as well. */
export function nameless(who: Who): Who {
  return { ...who, name: null, username: null };
}

/** Events without the names of who acted. */
export function anonymous(events: readonly AuditRow[]): AuditRow[] {
  return events.map((event) => ({ ...event, who: nameless(event.who) }));
}

const SHORT = 12;
/** Times nearer than that are told as one. */
const SAME_MS = 60_000;

/** Who it was: by name where one is known, else by the beginning of the pseudonym, which a table of people has whole. */
export function person({ name, username, account }: Who): string {
  return name ?? username ?? `${account.slice(0, SHORT)}…`;
}

/** A time in UTC as people read it, to the second. */
export function moment(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
}

/** Text that begins a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was done, and how it ended where it was not simply done. */
export function deed({ action, outcome, origin }: AuditRow): string {
  const how = [...(outcome === "done" ? [] : [outcome]), ...(origin === "asserted" ? ["asserted"] : [])];
  return `${action.replaceAll("_", " ")}${how.length > 0 ? ` (${how.join(", ")})` : ""}`;
}

/** Why something was refused, in sentences. */
export function why({ reasons }: AuditRow): string {
  return reasons.map(sayReason).join(" ");
}

/** Several things in a sentence. */
export function listed(things: readonly string[]): string {
  return things.length < 2 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
}

/** The facts of an artifact in one line; those of a map by their names within it. */
export function factsText(facts: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, each]) => `${name}.${key} ${String(each)}`)
      : [`${name} ${String(value)}`],
  );
  return parts.join("; ") || "nothing more";
}

/** When it happened as its act says, and when that was recorded where this is another time. */
export function when({ at, recordedAt }: Pick<AuditRow, "at" | "recordedAt">): string {
  const isLater = Math.abs(Date.parse(recordedAt) - Date.parse(at)) > SAME_MS;
  return isLater ? `${moment(at)} (recorded ${moment(recordedAt)})` : moment(at);
}
