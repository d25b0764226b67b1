import type { IncidentReply } from "@/lib/contract/incident-view";
import type { IncidentRow, Told } from "@/lib/contract/incidents";
import { saySignal, saySuspect } from "@/lib/contract/suspects";
import { joined, line, lines, sayShown, sayWho } from "./say";

const SUSPECTS = 5;

function told(text: Told | null): string | null {
  return text === null ? null : (text.text ?? `(${text.state})`);
}

/** One incident of a list. */
export function sayIncidentRow(incident: IncidentRow): string {
  const { id, state, since, severity, kind, title, concerns } = incident;
  return joined(id, state.padEnd(8), since, severity, told(title) ?? kind, concerns.map((ref) => ref.id).join(", "));
}

/** An incident with its suspects and their reasons, what changed, and what was done about it. */
export function sayIncident({ incident, handling, cause, timeline }: IncidentReply): string[] {
  const { opened, actions, notes, closed } = handling;
  const accepted = handling.cause;
  const suspects = cause.suspects
    .slice(0, SUSPECTS)
    .flatMap((suspect, index) => [
      `${index + 1}. ${saySuspect(suspect)}${suspect.weight > 0 ? ` (${suspect.strength}, weight ${suspect.weight})` : ""}`,
      ...suspect.signals.map((signal) => `     ${saySignal(signal)}`),
    ]);
  const more = cause.suspects.length - SUSPECTS;
  return [
    sayIncidentRow(incident),
    line("opened", opened ? joined(sayWho(opened.by), opened.at) : "(not taken up)"),
    ...(accepted
      ? [line("cause", joined(accepted.cause, sayWho(accepted.by), accepted.at, told(accepted.reason)))]
      : []),
    ...(actions.length > 0
      ? lines("actions", actions, (each) =>
          joined(each.state, each.kind, each.artifact?.id ?? each.policySha256, each.eventId, told(each.text)),
        )
      : []),
    ...(notes.length > 0 ? lines("notes", notes, (each) => joined(each.at, sayWho(each.by), told(each.text))) : []),
    ...(closed ? [line("closed", joined(sayWho(closed.by), closed.at, told(closed.reason)))] : []),
    "",
    "Suspects, likeliest first",
    ...suspects,
    ...(more > 0 ? [`${more} weaker ones; --json shows them all`] : []),
    "",
    "What changed",
    ...cause.changes.map(
      ({ aspect, name, before, after }) =>
        `  ${aspect.replaceAll("_", " ").padEnd(14)} ${name}: ${before?.value ?? "not recorded"} -> ${after?.value ?? "not recorded"}`,
    ),
    "",
    `${sayShown(timeline.events.length, timeline)} events from ${timeline.from} to ${timeline.to}`,
  ];
}
