import type { EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { stampOf } from "@/graph-schema/values";
import type { ReportFacts } from "@/lib/contract/reports";
import type { Schedule } from "@/lib/env/reports";
import { NotFound } from "@/lib/errors";
import { read, write } from "@/lib/graph/session";
import { findProject } from "@/lib/identity/projects";
import { append } from "@/lib/ledger/append";
import { asOf } from "@/lib/ledger/asOf";
import { lockSubject } from "@/lib/ledger/decision";
import { record } from "@/lib/ledger/record";
import { logStorage } from "@/lib/log/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { type Asked, dossierOf } from "../dossier";
import { handedOver } from "../handed";
import { positionAt } from "../position";
import { holding, lastMade, madeIn, reportStore } from "./made";
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

/**
 * Is everything before the end of the time in the log that is published? It is where an entry from after it is there: places follow
 * stamps. Where nothing was recorded since, nothing would ever show that it is over, so that is recorded.
 */
async function isInTheLog(system: EnvelopeActor, { until }: Window): Promise<boolean> {
  const end = stampOf(Date.parse(until));
  const checkpoint = await publishedCheckpoint(logStorage());
  const { newest, published } = await read(async (tx) => ({
    newest: (await asOf(tx)).stamp,
    published: checkpoint && (await positionAt(tx, logStorage(), checkpoint.tree.size)).asOf.stamp,
  }));
  if (newest < end) {
    await record({ project: DEFAULT_PROJECT, action: "heartbeat", origin: "acted", outcome: "done", actor: system });
  }
  return published !== undefined && published >= end;
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
  const of = subject ? `dossier ${format}` : `period ${format}`;
  const draft = { project, action: "export", origin: "acted", outcome: "done", actor: system } as const;
  await write(async (tx) => {
    await lockSubject(tx, project, { type: "report", id: `schedule ${name}` });
    const there = await madeIn(tx, project, system, holding(schedule));
    // Somebody else may have made it at the same time.
    if (!there.some((each) => each.until === window.until && each.volume === volume)) {
      await append(tx, [
        { ...draft, ...(subject ? { subject } : {}), facts: { of, ...said, shown: made.events.length } },
      ]);
    }
  });
  return made;
}

/**
 * Makes the dossier that is due by `schedule` at `now`, in all its volumes, once everything that it tells of is in the log; the bytes
 * are kept before the record says that they are. False where nothing was made. After a crash it goes on with the volume that is
 * missing.
 */
export async function makeDue(system: EnvelopeActor, schedule: Schedule, now: number): Promise<boolean> {
  if (!(await findProject(schedule.project))) {
    throw new NotFound(`the project ${schedule.project} of the schedule ${schedule.name}`);
  }
  const last = await lastMade(system, schedule);
  const unfinished = last && (last.volumes > last.volume ? last : undefined);
  const window = unfinished ?? windowDue(schedule, last?.until, now);
  if (!window || !(await isInTheLog(system, window))) {
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
