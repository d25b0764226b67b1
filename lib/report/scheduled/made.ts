import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Digest, Instant } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { ContentDiffers } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import { ReportFacts, type ReportsReply } from "@/lib/contract/reports";
import { configuration } from "@/lib/env";
import type { Schedule } from "@/lib/env/reports";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { builtInActor } from "@/lib/identity/caller";
import { asOf } from "@/lib/ledger/asOf";
import { signedEvents } from "@/lib/ledger/proven";
import { SCHEDULED } from "../queries";
import { dueAt } from "./window";

const SHOWN = 100;

/** A dossier that was made on schedule, as the recorder signed that it was. */
export interface Made extends ReportFacts {
  readonly eventId: string;
  readonly madeAt: Instant;
}

/** What the facts of a schedule's dossiers hold, as they stand in the record. */
export function holding({ name }: Pick<Schedule, "name">): string {
  return `"schedule":${JSON.stringify(name)}`;
}

/** The dossiers that Pedigree made on schedule in `project`, the latest first: those whose facts hold `text`. */
export async function madeIn(
  tx: ReadTx,
  project: string,
  system: EnvelopeActor,
  text: string,
  limit = SHOWN,
): Promise<Made[]> {
  const wanted = { project, account: system.account, holding: text, limit };
  const envelopes = await signedEvents(tx, SCHEDULED, wanted);
  return envelopes.flatMap((envelope) => {
    const facts = ReportFacts.safeParse(envelope.facts);
    return facts.success && envelope.project === project && envelope.actor.account === system.account
      ? [{ ...facts.data, eventId: envelope.id, madeAt: envelope.recorded_at }]
      : [];
  });
}

/** The last dossier that was made by `schedule`. Rows that nobody signed stand before none: several are read for the one. */
export async function lastMade(system: EnvelopeActor, schedule: Schedule): Promise<Made | undefined> {
  const [last] = await read((tx) => madeIn(tx, schedule.project, system, holding(schedule)));
  return last;
}

/** Where they are kept, under their digests. */
export function reportStore(): DirectoryStore {
  return new DirectoryStore(join(configuration().home, "reports"));
}

/** A report of `project` with its bytes, where they are there and those on record. Throws NotFound for any other digest. */
export async function keptReport(project: string, digest: Digest): Promise<{ made: Made; bytes: Kept }> {
  const system = await builtInActor("system");
  const [made] = await read((tx) => madeIn(tx, project, system, `"sha256":${JSON.stringify(digest)}`));
  if (made?.sha256 !== digest) {
    throw new NotFound(`a report ${digest}`);
  }
  return { made, bytes: await bytesOf(made) };
}

/** The bytes of a report, or what is wrong with them. */
export type Kept = Uint8Array | "gone" | "differ";

/** The bytes that are kept of a report, whole and compared with the record. */
export async function bytesOf({ sha256: digest, size_bytes: sizeBytes }: Made): Promise<Kept> {
  const source = await reportStore().open(digest);
  if (!source) {
    return "gone";
  }
  try {
    return await buffer(verified({ digest, sizeBytes }, source));
  } catch (error) {
    if (error instanceof ContentDiffers) {
      return "differ";
    }
    throw error;
  }
}

/** What is made on schedule in `project`, and what was. */
export async function listReports(project: string, now: number): Promise<ReportsReply> {
  const system = await builtInActor("system");
  const schedules = configuration().reports.filter((each) => each.project === project);
  return read(async (tx) => {
    const [speaksAsOf, made, ofEach] = await Promise.all([
      asOf(tx),
      madeIn(tx, project, system, '"schedule":'),
      Promise.all(schedules.map((each) => madeIn(tx, project, system, holding(each)))),
    ]);
    return {
      schedules: schedules.map(({ name, cron, zone, subject = null, format }, at) => {
        const due = dueAt({ cron, zone }, ofEach[at]?.[0]?.until, now);
        return { name, cron, zone, subject, format, dueAt: due };
      }),
      reports: made.map(({ sha256, size_bytes: sizeBytes, log_size: logSize, ...each }) => ({
        ...each,
        digest: sha256,
        sizeBytes,
        logSize,
      })),
      asOf: speaksAsOf,
    };
  });
}
