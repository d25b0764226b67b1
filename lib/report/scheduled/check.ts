import type { EnvelopeActor } from "@/graph-schema/envelope";
import { REPORT_DIFFERS, REPORT_GONE, REPORT_OVERDUE } from "@/lib/contract/findings";
import type { Schedule } from "@/lib/env/reports";
import { read } from "@/lib/graph/session";
import { raise } from "@/lib/log/findings";
import { bytesOf, lastMade, madeIn } from "./made";
import { windowDue } from "./window";

/** A dossier waits for the log, and a long one takes its time; after so long somebody has to look. */
const GRACE_MS = 15 * 60_000;
/** Ten years of a dossier each hour. */
const MOST = 100_000;

/** Tells of schedules whose dossiers are not made, for whatever reason. */
export class Watch {
  /** By the names of schedules: up to when the last dossier tells, and since when the next one was seen to be due. */
  readonly #waiting = new Map<string, { readonly until: string; readonly since: number }>();

  /** Raises a finding where the dossier that is due at `now` (ms since 1970) was due at looks before, for a quarter of an hour. */
  async look(system: EnvelopeActor, schedule: Schedule, now: number): Promise<void> {
    const { name, project } = schedule;
    const last = await lastMade(system, schedule);
    const until = last?.until ?? "the beginning";
    const before = this.#waiting.get(name);
    const since = before?.until === until ? before.since : now;
    if (!windowDue(schedule, last?.until, now)) {
      this.#waiting.delete(name);
      return;
    }
    this.#waiting.set(name, { until, since });
    if (now - since >= GRACE_MS) {
      await raise(system, {
        kind: REPORT_OVERDUE,
        detail: `${name} in ${project}, since ${until}`,
        severity: "warning",
      });
    }
  }
}

/** Raises a finding for each dossier made on schedule in `project` whose bytes are gone, or not those on record. */
export async function tellDamaged(system: EnvelopeActor, project: string): Promise<void> {
  for (const made of await read((tx) => madeIn(tx, project, system, '"schedule":', MOST))) {
    const bytes = await bytesOf(made);
    if (typeof bytes === "string") {
      const kind = bytes === "gone" ? REPORT_GONE : REPORT_DIFFERS;
      await raise(system, { kind, detail: `${made.sha256} of ${made.schedule} in ${project}` });
    }
  }
}
