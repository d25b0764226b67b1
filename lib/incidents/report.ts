import type { Change, Evidence, Suspect, TimelineEvent } from "@/lib/contract/cause";
import type { IncidentReply } from "@/lib/contract/incident-view";
import type { Handling, Told } from "@/lib/contract/incidents";
import type { Who } from "@/lib/contract/reply";
import { saySignal, saySuspect } from "@/lib/contract/suspects";
import { read } from "@/lib/graph/session";
import { digestsOf } from "@/lib/ledger/around";

type Digests = Readonly<Record<string, string>>;

function evidenceOf({ suspects }: IncidentReply["cause"]): Evidence[] {
  return suspects.flatMap(({ signals }) => signals.flatMap(({ evidence }) => evidence));
}

/** The digest of each event that the report names: by these anybody finds it in the log. */
export async function digestsIn(reply: IncidentReply): Promise<Digests> {
  const named = [...reply.timeline.events, ...reply.history].map(({ id }) => id);
  const resting = [...evidenceOf(reply.cause), ...reply.cause.changes.flatMap(({ before, after }) => [before, after])];
  const ids = [...named, reply.incident.eventId, ...resting.flatMap((each) => each?.eventId ?? [])];
  const found = await read((tx) => digestsOf(tx, [...new Set(ids)]));
  return Object.fromEntries(found);
}

/** Text of others must not become structure of the report. */
function plain(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").replaceAll(/[\\`*_{}[\]<>#|]/g, (mark) => `\\${mark}`);
}

function code(text: string): string {
  return `\`${text.replaceAll(/[`\r\n|]/g, " ")}\``;
}

function who({ name, username, account }: Who): string {
  return plain(name ?? username ?? account);
}

function told(text: Told | null): string {
  if (text === null) {
    return "(nothing written)";
  }
  return text.text === null ? `(${text.state})` : plain(text.text);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? ["None."] : [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

function suspectLines(suspect: Suspect, index: number): string[] {
  return [
    `${index + 1}. **${plain(saySuspect(suspect))}** (${suspect.strength}, weight ${suspect.weight})`,
    ...suspect.signals.map((signal) => {
      const events = [...new Set(signal.evidence.flatMap(({ eventId }) => eventId ?? []))].map(code);
      const rests = events.length > 0 ? ` Events: ${events.join(", ")}.` : "";
      return `   - ${plain(saySignal(signal))}${rests}`;
    }),
  ];
}

function changeRow({ aspect, name, before, after }: Change): string[] {
  const said = (side: Change["before"]) => (side ? code(side.value) : "not recorded");
  return [aspect.replaceAll("_", " "), plain(name), said(before), said(after)];
}

function eventRow({ at, recordedAt, action, outcome, origin, subject, who: by, id }: TimelineEvent, digests: Digests) {
  const about = subject ? `${subject.type.replaceAll("_", " ")} ${code(subject.id)}` : "";
  const how = outcome === "done" ? origin : `${origin}, ${outcome}`;
  const digest = digests[id];
  return [
    at,
    recordedAt,
    `${action.replaceAll("_", " ")} (${how})`,
    about,
    who(by),
    code(id),
    digest ? code(digest) : "",
  ];
}

function handlingLines({ opened, description, cause, actions, notes, closed }: Handling): string[] {
  return [
    opened ? `Opened by ${who(opened.by)} at ${opened.at}. ${told(description)}` : "Nobody has opened it.",
    ...(cause
      ? [`Cause accepted by ${who(cause.by)} at ${cause.at}: ${plain(cause.cause)}. ${told(cause.reason)}`]
      : []),
    ...actions.map(
      (action) =>
        `- ${action.kind.replaceAll("_", " ")}, ${action.state}, ${who(action.by)}, ${action.at}: ${told(action.text)}`,
    ),
    ...notes.map((note) => `- note, ${who(note.by)}, ${note.at}: ${told(note.text)}`),
    ...(closed
      ? [
          `Closed by ${who(closed.by)} at ${closed.at}${closed.noCauseFound ? ", without a cause" : ""}. ${told(closed.reason)}`,
        ]
      : []),
  ];
}

/** The incident as a document for people: the answer, what it rests on, what happened, each event with its digest. */
export function markdownReport(reply: IncidentReply, digests: Digests): string {
  const { incident, handling, cause, timeline, asOf } = reply;
  const title = incident.title?.text ?? incident.kind ?? "incident";
  const log = asOf.position === null ? "no checkpoint yet" : `log position ${asOf.position}`;
  return [
    `# Incident ${code(incident.id)}: ${plain(title)}`,
    "",
    `State: ${incident.state}. Since ${incident.since}. As of ${asOf.at} (${log}).`,
    "",
    "## Likely cause",
    ...cause.suspects.flatMap(suspectLines),
    "",
    "## What people did",
    ...handlingLines(handling),
    "",
    `## What changed${cause.truncated ? " (more is recorded than was compared)" : ""}`,
    ...table(["What", "Name", "Before", "After"], cause.changes.map(changeRow)),
    "",
    `## Timeline ${timeline.from} to ${timeline.to}: ${timeline.events.length} of ${timeline.totalIs === "at_least" ? "at least " : ""}${timeline.total} events`,
    ...table(
      ["Happened", "Recorded", "What", "About", "By", "Event", "SHA-256"],
      timeline.events.map((event) => eventRow(event, digests)),
    ),
    "",
  ].join("\n");
}
