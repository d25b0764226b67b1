import type { AuditRow } from "@/lib/contract/reply";
import type { Referred } from "../referred";
import { called, deed, moment, person } from "../words";
import type { LedgerColumn } from "./columns";
import type { Paper } from "./paper";

/** How events stand in the log, by their ids. */
export interface InLog {
  readonly places: ReadonlyMap<string, number>;
  readonly referred: Referred;
}

/** Columns of a table begin with this one: when something happened, as its act says. */
export const WHEN = { head: "When (UTC)", share: 0.19 } as const;

const COLUMNS: readonly LedgerColumn[] = [
  { head: "Entry", chars: 8 },
  { head: "Recorded (UTC)", chars: 19 },
  { head: "What", chars: 32 },
  { head: "About", chars: 37 },
  { head: "Who", chars: 24 },
];

/** What an event is about, in words. */
export function about({ subject }: AuditRow): string {
  return subject ? called(subject) : "";
}

/** How many events a sender's message had that were set aside. */
function setAside({ action, facts: { events } }: AuditRow): string {
  return action === "quarantine" && typeof events === "number" ? `${events} events that were sent` : "";
}

/** What an event is about: its subject, other events that it refers to or set aside. */
function allAbout(event: AuditRow, { referred }: InLog): string {
  return [about(event), setAside(event), referred.get(event.id) ?? ""].filter((each) => each !== "").join(", ");
}

/** Writes every event with the number of its entry in the log. */
export async function writeEvents(
  paper: Paper,
  events: readonly AuditRow[],
  inLog: InLog,
  none: string,
): Promise<void> {
  const rows = events.map((event) => [
    `${inLog.places.get(event.id) ?? "none"}`,
    moment(event.recordedAt),
    deed(event),
    allAbout(event, inLog),
    person(event.who),
  ]);
  await paper.ledger(COLUMNS, rows, none);
}

/** Writes who is named, with the pseudonym that the log holds of each. */
export function writePeople(paper: Paper, events: readonly AuditRow[]): void {
  const known = new Map(events.map(({ who }) => [who.account, who]));
  paper.section("People and services");
  paper.table(
    [
      { head: "Name", share: 0.25 },
      { head: "User name", share: 0.2 },
      { head: "Kind", share: 0.1 },
      { head: "Pseudonym in the log", share: 0.45, isCode: true },
    ],
    [...known.values()].map(({ name, username, type, account }) => [
      name ?? "not known, or erased",
      username ?? "",
      type,
      account,
    ]),
    "Nobody is named.",
  );
}
