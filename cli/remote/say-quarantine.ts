import { counted } from "@/lib/contract/amount";
import type { Redacted } from "@/lib/contract/personal";
import type { QuarantinedReply, QuarantineReply } from "@/lib/contract/quarantine";
import { sayWho } from "./say";

function sayDetected(detected: readonly Redacted[]): string[] {
  return detected.map(({ kind, pointer, count }) => `    ${kind.replaceAll("_", " ")} × ${count} in ${pointer}`);
}

function sayWaiting({ id, project, by, at, until, events }: Omit<QuarantineReply["waiting"][number], "detected">) {
  return `${id}: ${counted(events, "event")} of ${project}, sent by ${sayWho(by)} ${at}, until ${until}`;
}

/** What waits: which kinds of personal data were found where, never what it says. */
export function sayQuarantine({ waiting, total, damaged }: QuarantineReply): string[] {
  return [
    ...waiting.flatMap((each) => [sayWaiting(each), ...sayDetected(each.detected)]),
    ...(damaged > 0 ? [`Of ${damaged} the database has something else than what was set aside.`] : []),
    total === 0 ? "Nothing waits." : `${waiting.length} of ${total}`,
  ];
}

/** What was set aside together, with its values where they are here. */
export function sayQuarantined({ contents, ...waiting }: QuarantinedReply): string[] {
  return [
    sayWaiting(waiting),
    ...contents.flatMap(({ eventId, detected, isErased, event }) => [
      `  ${eventId}${isErased ? " (whoever it names was erased: it can only be discarded)" : ""}`,
      ...sayDetected(detected),
      ...(event === null ? [] : [JSON.stringify(event, null, 2).replace(/^/gm, "    ")]),
    ]),
  ];
}
