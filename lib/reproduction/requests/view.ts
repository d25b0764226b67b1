import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { EnvelopeActor, Reason } from "@/graph-schema/envelope";
import { ReproductionFacts } from "@/graph-schema/reproduction";
import type { Who } from "@/lib/contract/reply";
import {
  LogTail,
  type ReproductionReply,
  type ReproductionRow,
  type ReproductionsQuery,
  type ReproductionsReply,
  ToldOfVerdict,
} from "@/lib/contract/reproduction";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { openParts } from "@/lib/ledger/parts";
import { comparedFields } from "./fields";
import { EntryRow, loadEntry, openRequests, standings } from "./load";
import { REPRODUCTIONS, REPRODUCTIONS_TOTAL } from "./queries";
import { reasonsToRefuseWithdrawal } from "./rules";
import type { Standing } from "./standing";
import { isTraining } from "./take";
import { type Lease, leasesOf, runnerOf } from "./working";

/** Who works on which requests, and which wait, the oldest first. */
export interface Queue {
  readonly leases: ReadonlyMap<string, Lease>;
  readonly waiting: readonly string[];
}

/** The queue of the installation, as far as these entries need it. */
export async function queueOf(tx: ReadTx, entries: readonly Standing[]): Promise<Queue> {
  if (entries.every(({ end }) => end !== undefined)) {
    return { leases: new Map(), waiting: [] };
  }
  const ids = (await openRequests(tx)).map(({ asked }) => asked.id);
  const leases = await leasesOf(tx, ids);
  return { leases, waiting: ids.filter((id) => !leases.get(id)?.isLive) };
}

function verdictOf({ end }: Standing) {
  return end?.action === "reproduce" ? (ReproductionFacts.safeParse(end.facts).data ?? null) : null;
}

/** Where an entry stands, as a list shows it. Pure. */
export function stateOf(standing: Standing, { leases, waiting }: Queue): Pick<ReproductionRow, "state" | "place"> {
  const { asked, end } = standing;
  if (end) {
    const state = end.action === "reproduce" ? (verdictOf(standing)?.verdict ?? "cannot_be_reproduced") : "cancelled";
    return { state, place: null };
  }
  const place = waiting.indexOf(asked.id) + 1;
  return leases.get(asked.id)?.isLive ? { state: "running", place: null } : { state: "waiting", place: place || null };
}

/** What stands beside the entries of a list. */
interface Beside {
  readonly reader: Reader;
  readonly queue: Queue;
  readonly who: (account: string) => Who;
  /** Of each verdict, why, as far as the reader may know. */
  readonly reasons: ReadonlyMap<string, readonly Reason[]>;
}

const REASONS_LISTED = 10;

async function besideOf(tx: ReadTx, all: readonly Standing[], reader: Reader): Promise<Beside> {
  const verdicts = all.flatMap(({ end }) => (end?.action === "reproduce" ? [end] : []));
  const [queue, who, parts] = [
    await queueOf(tx, all),
    await whoIs(tx, accountsOf(all)),
    await openParts(tx, verdicts, "metadata", reader.mayReadTold),
  ];
  const reasons = [...parts].flatMap(([id, { state, content }]): [string, Reason[]][] =>
    state === "open" ? [[id, ToldOfVerdict.parse(content).reasons.slice(0, REASONS_LISTED)]] : [],
  );
  return { reader, queue, who, reasons: new Map(reasons) };
}

function endOf(standing: Standing, { who }: Beside): ReproductionRow["ended"] {
  const { end } = standing;
  if (!end) {
    return null;
  }
  const { id: event, actor, recorded_at: at, origin } = end;
  const cancelled =
    end.action === "withdraw_reproduction" ? ACTIONS.withdraw_reproduction.facts.safeParse(end.facts).data : undefined;
  return { event, by: who(actor.account), at, origin, facts: verdictOf(standing), attempt: cancelled?.attempt ?? null };
}

function rowOf(standing: Standing, beside: Beside): ReproductionRow {
  const { reader, queue, who, reasons } = beside;
  const { asked, end, attempts } = standing;
  const facts = verdictOf(standing);
  return {
    id: asked.id,
    prediction: asked.subject?.id ?? "",
    ...stateOf(standing, queue),
    train: asked === end ? (facts?.trained ?? false) : isTraining(standing),
    asked: asked === end ? null : { by: who(asked.actor.account), at: asked.recorded_at },
    attempts,
    ended: endOf(standing, beside),
    reasons: end && reasons.has(end.id) ? [...(reasons.get(end.id) ?? [])] : null,
    youMayNotWithdraw: reasonsToRefuseWithdrawal(standing, reader.actor),
  };
}

function accountsOf(all: readonly Standing[]): string[] {
  return all.flatMap(({ asked, end }) => [asked, ...(end ? [end] : [])].map(({ actor }) => actor.account));
}

const Row = EntryRow.extend({ stamp: z.int() });

/** The requests and verdicts of a project, newest first. Those that no signed event made are left out, and counted. */
export function listReproductions(
  project: string,
  { limit, cursor, state, prediction }: ReproductionsQuery,
  reader: Reader,
): Promise<ReproductionsReply> {
  const start = prediction === undefined ? "all" : "prediction";
  const which = { project, state: state ?? null, prediction: prediction ?? null, before: Number.MAX_SAFE_INTEGER };
  return read(async (tx) => {
    const page = { ...which, before: cursor ?? which.before, limit: limit + 1 };
    const [speaksAsOf, rows, [counted], runner] = await Promise.all([
      asOf(tx),
      tx.rows(REPRODUCTIONS[start], page, Row),
      tx.rows(REPRODUCTIONS_TOTAL[start], which, z.object({ total: z.int() })),
      runnerOf(tx, project),
    ]);
    const shown = rows.slice(0, limit);
    const all = await standings(shown);
    const beside = await besideOf(tx, all, reader);
    const total = counted?.total ?? all.length;
    return {
      reproductions: all.map((each) => rowOf(each, beside)),
      runner,
      total,
      totalIs: "exact",
      truncated: all.length < total,
      cursor: rows.length > limit ? String(shown.at(-1)?.stamp) : null,
      asOf: speaksAsOf,
    };
  });
}

/** Who looks, and whether they may read what was told beside a verdict. */
export interface Reader {
  readonly actor: EnvelopeActor;
  readonly mayReadTold: boolean;
}

async function toldOf(tx: ReadTx, standing: Standing, mayRead: boolean) {
  if (!standing.end) {
    return { told: null, reasons: [], fields: [], used: [], log: null };
  }
  const { id } = standing.end;
  const verdict = verdictOf(standing);
  const part = (await openParts(tx, [standing.end], "metadata", mayRead)).get(id);
  const log = (await openParts(tx, [standing.end], "log", mayRead)).get(id);
  const { reasons, used, expected } = ToldOfVerdict.parse(part?.content ?? {});
  return {
    told: part?.state ?? log?.state ?? null,
    reasons,
    used,
    fields: verdict ? comparedFields(verdict.verdict, verdict.differing ?? 0, { expected, reasons }) : [],
    log: LogTail.safeParse(log?.content).data ?? null,
  };
}

/** One request, or one verdict that a command told by itself. Throws NotFound where there is none. */
export function viewReproduction(project: string, id: string, reader: Reader): Promise<ReproductionReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const standing = await loadEntry(tx, project, id);
    const beside = await besideOf(tx, [standing], reader);
    const lease = beside.queue.leases.get(id);
    const running = lease && reader.mayReadTold ? { lines: [...lease.lines], dropped: lease.dropped } : null;
    const told = await toldOf(tx, standing, reader.mayReadTold);
    return {
      reproduction: rowOf(standing, beside),
      runner: await runnerOf(tx, project),
      ...told,
      log: told.log ?? running,
      asOf: speaksAsOf,
    };
  });
}
