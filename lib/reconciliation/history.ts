import { Cron } from "croner";
import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import type { PageOf } from "@/lib/contract/cursor";
import type { ListQuery } from "@/lib/contract/query";
import {
  DISCREPANCY_KINDS,
  type DiscrepancyKind,
  type RunRow,
  type RunsReply,
  ToldDiscrepancy,
} from "@/lib/contract/reconciliation";
import type { Who } from "@/lib/contract/reply";
import { configuration } from "@/lib/env";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { openParts } from "@/lib/ledger/parts";
import { NoteRow, provenEnvelopes, signedEvents } from "@/lib/ledger/proven";
import { isLoss } from "./compare";
import { RUN, RUNS_BEFORE, RUNS_TOTAL } from "./history-queries";
import { doingNow, type RunRequest, requestsBefore } from "./requests";

const MOST_REQUESTS = 500;

const Facts = ACTIONS.reconcile.facts;
/** What a run may tell besides. */
const More = z.object({ resumed: z.int().default(0), log: z.string().nullable().default(null) });
const Row = NoteRow.extend({ stamp: z.int() });

function runOf(event: Envelope | undefined): Envelope[] {
  return event?.action === "reconcile" && event.origin === "acted" && event.outcome === "done" ? [event] : [];
}

interface Page {
  readonly runs: readonly Envelope[];
  readonly hasMore: boolean;
  readonly last: number | undefined;
}

async function page(tx: ReadTx, before: number, limit: number): Promise<Page> {
  const rows = await tx.rows(RUNS_BEFORE, { before, limit: limit + 1 }, Row);
  const shown = rows.slice(0, limit);
  const events = await provenEnvelopes(shown.map(({ note }) => note));
  return { runs: events.flatMap(runOf), hasMore: rows.length > limit, last: shown.at(-1)?.stamp };
}

/** The signed event of a run. Throws NotFound where there is none. */
export async function runEvent(tx: ReadTx, id: string): Promise<Envelope> {
  const [run] = (await signedEvents(tx, RUN, { id })).flatMap(runOf);
  if (!run || run.id !== id) {
    throw new NotFound(`there is no reconciliation ${id}`);
  }
  return run;
}

/** The run before, or undefined before the first. */
export async function runBefore(tx: ReadTx, run: Envelope): Promise<Envelope | undefined> {
  let before: number | undefined = run.stamp;
  while (before !== undefined) {
    const { runs, hasMore, last } = await page(tx, before, 10);
    if (runs[0] || !hasMore) {
      return runs[0];
    }
    before = last;
  }
  return undefined;
}

/** Who asked for a run: the first request after the run before it had begun. Pure. */
export function requestAnswered(
  run: { readonly beganAt: string },
  before: { readonly beganAt: string } | undefined,
  requests: readonly RunRequest[],
): RunRequest | undefined {
  const [from, to] = [before ? Date.parse(before.beganAt) : 0, Date.parse(run.beganAt)];
  return requests.findLast(({ at }) => Date.parse(at) > from && Date.parse(at) <= to);
}

function countsOf(facts: z.infer<typeof Facts>): Record<DiscrepancyKind, number> {
  const { missing, size_differs, content_differs, orphan, foreign, metadata_differs, lock_missing } = facts;
  return { missing, size_differs, content_differs, orphan, foreign, metadata_differs, lock_missing };
}

/** A run as its signed event tells it. */
export function runRow(run: Envelope, before: Envelope | undefined, known: Known): RunRow {
  const facts = Facts.parse(run.facts);
  const counts = countsOf(facts);
  const beganAt = facts.began_at;
  const earlier = before && { beganAt: Facts.parse(before.facts).began_at };
  const asked = requestAnswered({ beganAt }, earlier, known.requests);
  return {
    id: run.id,
    by: known.who(run.actor.account),
    askedBy: asked ? { by: known.who(asked.account), at: asked.at } : null,
    mode: facts.mode,
    beganAt,
    endedAt: run.recorded_at,
    blobs: facts.blobs,
    registered: facts.registered,
    read: facts.read,
    readBytes: facts.read_bytes,
    counts,
    losses: DISCREPANCY_KINDS.filter((kind) => isLoss({ kind })).reduce((sum, kind) => sum + counts[kind], 0),
    ...More.parse(run.facts),
  };
}

/** What is known beside the runs: who asked for some, and who everybody is. */
export interface Known {
  readonly requests: readonly RunRequest[];
  readonly who: (account: string) => Who;
}

/** Who asked for these runs, and who they and those who ran them are. */
export async function knownOf(tx: ReadTx, runs: readonly Envelope[]): Promise<Known> {
  const requests = runs[0] ? await requestsBefore(tx, runs[0].stamp, MOST_REQUESTS) : [];
  const accounts = [...runs.map(({ actor }) => actor.account), ...requests.map(({ account }) => account)];
  return { requests, who: await whoIs(tx, accounts) };
}

/** What a run told to differ, as far as the reader may know it. */
export async function toldBy(tx: ReadTx, run: Envelope, mayRead: boolean) {
  const part = (await openParts(tx, [run], "discrepancies", mayRead)).get(run.id);
  const discrepancies = part?.state === "open" ? z.array(ToldDiscrepancy).parse(part.content) : [];
  return { state: part?.state ?? ("open" as const), discrepancies };
}

function schedule(): RunsReply["schedule"] {
  const { cron, zone, days, megabytesPerSecond } = configuration().reconciliation;
  const next = new Cron(cron, { timezone: zone, paused: true, mode: "5-part" }).nextRun();
  return { cron, zone, days, megabytesPerSecond, nextAt: next?.toISOString() ?? null };
}

/** The runs of the reconciliation, newest first. Those that no signed event tells of are left out, and counted. */
export function listRuns({ limit, cursor }: PageOf<ListQuery, number>) {
  return read(async (tx): Promise<RunsReply> => {
    const speaksAsOf = await asOf(tx);
    const { runs, hasMore, last } = await page(tx, cursor ?? Number.MAX_SAFE_INTEGER, limit);
    const [counted] = await tx.rows(RUNS_TOTAL, {}, z.object({ total: z.int() }));
    const oldest = runs.at(-1);
    const earlier = oldest && (await runBefore(tx, oldest));
    const known = await knownOf(tx, runs);
    const total = counted?.total ?? runs.length;
    return {
      runs: runs.map((run, at) => runRow(run, runs[at + 1] ?? earlier, known)),
      doing: await doingNow(tx),
      schedule: schedule(),
      total,
      totalIs: "exact",
      truncated: runs.length < total,
      cursor: hasMore && last !== undefined ? String(last) : null,
      asOf: speaksAsOf,
    };
  });
}
