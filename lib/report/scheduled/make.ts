import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { stampOf } from "@/graph-schema/values";
import type { ReportFacts } from "@/lib/contract/reports";
import type { Schedule } from "@/lib/env/reports";
import { read } from "@/lib/graph/session";
import { record } from "@/lib/ledger/record";
import { OLDEST_PENDING } from "@/lib/log/queries";
import { type Asked, dossierOf } from "../dossier";
import { handedOver } from "../handed";
import { madeIn, reportStore } from "./made";
import { type Window, windowDue } from "./window";

/**
 * People go by their pseudonyms: what is kept for years outlives the erasure of a person, and is read by whoever may read the
 * project's record.
 */
const AUDIENCE = "outside";

function aboutOf({ project, subject, template }: Schedule, { since, until }: Window, volume: number): Asked["about"] {
  return subject
    ? { project, focus: subject, template, audience: AUDIENCE, maySeeLooks: false }
    : { project, from: since, to: until, audience: AUDIENCE, isEverywhere: false, volume };
}

/** Was everything before the end of the time given its place in the log? */
async function isInTheLog({ until }: Window): Promise<boolean> {
  const before = stampOf(Date.parse(until));
  const waiting = await read((tx) => tx.rows(OLDEST_PENDING, { before }, z.object({ id: z.string() })));
  return waiting.length === 0;
}

interface Volume {
  readonly volume: number;
  /** The log that the first volume speaks of; the published one for the first. */
  readonly size: number | undefined;
}

async function makeVolume(system: EnvelopeActor, schedule: Schedule, window: Window, { volume, size }: Volume) {
  const { project, name, format, subject } = schedule;
  const made = await dossierOf({ about: aboutOf(schedule, window, volume), size, format });
  const { bytes, facts } = await handedOver(made.bytes, format, new Date());
  const stored = { digest: facts.sha256, sizeBytes: bytes.length };
  await reportStore().put(
    stored,
    (async function* () {
      yield bytes;
    })(),
  );
  const said = {
    ...facts,
    ...window,
    schedule: name,
    volume,
    volumes: made.volumes,
    format,
    log_size: made.size,
  } satisfies ReportFacts;
  await record({
    project,
    action: "export",
    origin: "acted",
    outcome: "done",
    actor: system,
    ...(subject ? { subject } : {}),
    // Whoever else makes it at the same time is told that it is there.
    eventId: `report ${name} ${window.until} ${volume}`,
    facts: { of: subject ? `dossier ${format}` : `period ${format}`, ...said, shown: made.events.length },
  });
  return made;
}

/**
 * Makes the dossier that is due by `schedule` at `now`, in all its volumes, once everything that it tells of is in the log; the bytes
 * are kept before the record says that they are. False where nothing was made. After a crash it goes on with the volume that is
 * missing.
 */
export async function makeDue(system: EnvelopeActor, schedule: Schedule, now: number): Promise<boolean> {
  const made = await read((tx) => madeIn(tx, schedule.project, system, { holding: schedule.name }));
  const last = made.find((each) => each.schedule === schedule.name);
  const unfinished = last && (last.volumes > last.volume ? last : undefined);
  const window = unfinished ?? windowDue(schedule, last?.until, now);
  if (!window || !(await isInTheLog(window))) {
    return false;
  }
  const { since, until } = window;
  let [volume, size, volumes] = [(unfinished?.volume ?? 0) + 1, unfinished?.log_size, unfinished?.volumes ?? 1];
  for (; volume <= volumes; volume++) {
    const done = await makeVolume(system, schedule, { since, until }, { volume, size });
    [size, volumes] = [done.size, done.volumes];
  }
  return true;
}
