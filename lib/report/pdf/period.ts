import type { AuditRow } from "@/lib/contract/reply";
import type { Paper } from "./paper";
import { type InLog, writeEvents, writePeople } from "./tables";

/** What goes into the document about a time. */
export interface PeriodContents {
  readonly byAction: readonly { readonly action: string; readonly outcome: string; readonly count: number }[];
  /** What was decided about the rights of the account that it is about; undefined where it is about everybody. */
  readonly rights: readonly AuditRow[] | undefined;
  readonly events: readonly AuditRow[];
  readonly inLog: InLog;
}

/** Writes what was done how often, and every event. */
export async function writePeriod(paper: Paper, { byAction, rights, events, inLog }: PeriodContents): Promise<void> {
  paper.section("How often what was done");
  paper.table(
    [
      { head: "What", share: 0.5 },
      { head: "How it ended", share: 0.3 },
      { head: "Events", share: 0.2 },
    ],
    byAction.map(({ action, outcome, count }) => [action.replaceAll("_", " "), outcome, `${count}`]),
    "Nothing was done.",
  );
  if (rights) {
    paper.section("Rights of this account");
    paper.paragraph("What was granted to it and taken from it, and by whom, since it exists.");
    await writeEvents(paper, rights, inLog, "Nothing is recorded.");
  }
  paper.section("All events");
  paper.paragraph(
    "In the order of the log. Each is in the attached evidence under the number of its entry, signed by the recorder and proven to be in the log.",
  );
  await writeEvents(paper, events, inLog, "No event is recorded.");
  writePeople(paper, [...(rights ?? []), ...events]);
}
