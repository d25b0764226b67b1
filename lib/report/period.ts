import { z } from "zod";
import { LOOK_ACTIONS } from "@/graph-schema/actions";
import type { Pseudonym } from "@/graph-schema/envelope";
import { type Instant, stampOf } from "@/graph-schema/values";
import type { DossierQuery } from "@/lib/contract/dossier";
import type { AuditRow, Who } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { understood } from "@/lib/graph/stored";
import { accountOf, auditRow } from "@/lib/identity/audit";
import { whoIs } from "@/lib/identity/names";
import { TrailRow, trailRows } from "@/lib/ledger/trail";
import type { LogStorage } from "@/lib/log/storage";
import { LoggedRow, loggedEvents, provenEntries } from "./evidence";
import type { Report } from "./pdf/cover";
import { writePeriod } from "./pdf/period";
import type { Position } from "./position";
import { COUNT_BETWEEN, EVENTS_BETWEEN, RIGHTS_OF } from "./queries";
import { referredBy } from "./referred";
import { anonymous, moment, nameless, person } from "./words";

/** So many events are one volume: some hundred pages. */
export const VOLUME_EVENTS = 20_000;

/** What is asked for: everything that was recorded in a project in a time, or what one account did. */
export interface AboutPeriod {
  readonly project: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Whose acts and looks, by user name or pseudonym; everybody's where it is left out. */
  readonly actor?: string | undefined;
  readonly audience: DossierQuery["audience"];
  /** May its reader know what was decided about rights in other projects, and in the whole installation? */
  readonly isEverywhere: boolean;
  /** Which part of a long one, from 1. */
  readonly volume: number;
}

/** What was counted of a whole period, all volumes together. */
interface Counted {
  readonly total: number;
  readonly byAction: readonly { readonly action: string; readonly outcome: string; readonly count: number }[];
}

const Count = z.object({ action: z.string(), outcome: z.string(), count: z.int() });

/** A period of a project, of everybody or of one account, up to a position. */
interface Asking extends AboutPeriod {
  readonly account: Pseudonym | undefined;
}

function asked({ project, from, to, account }: Asking, { asOf }: Position) {
  // Nothing that came after the position, however far the period reaches.
  const end = Math.min(stampOf(Date.parse(to)), asOf.stamp + 1);
  return { project, account: account ?? null, from: stampOf(Date.parse(from)), to: end };
}

async function countedIn(tx: ReadTx, about: Asking, position: Position): Promise<Counted> {
  const byAction = await tx.rows(COUNT_BETWEEN, asked(about, position), Count);
  return { byAction, total: byAction.reduce((sum, { count }) => sum + count, 0) };
}

/** The events of one volume, and those of them that have a place in the log. */
async function volumeOf(tx: ReadTx, about: Asking, position: Position) {
  const skip = (about.volume - 1) * VOLUME_EVENTS;
  const parameters = { ...asked(about, position), size: position.tree.size, skip, limit: VOLUME_EVENTS };
  const raw = await tx.rows(EVENTS_BETWEEN, parameters, z.unknown());
  const events = await named(tx, understood(raw, TrailRow));
  const ids = new Set(events.map(({ id }) => id));
  const logged = understood(raw, LoggedRow);
  return { events, logged: logged.filter(({ id }) => ids.has(id)) };
}

/** What was decided about the rights of an account, in whatever project where the reader may know that. */
async function rightsOf(tx: ReadTx, account: Pseudonym, about: Asking, { asOf }: Position): Promise<AuditRow[]> {
  const project = about.isEverywhere ? null : about.project;
  return named(tx, await trailRows(tx, RIGHTS_OF, { account, project, stamp: asOf.stamp }));
}

async function named(tx: ReadTx, rows: readonly TrailRow[]): Promise<AuditRow[]> {
  const who = await whoIs(
    tx,
    rows.map(({ account }) => account),
  );
  return rows.map((row) => auditRow(row, who));
}

function isLook(name: string): boolean {
  return LOOK_ACTIONS.some((each) => each === name);
}

function answerOf({ total, byAction }: Counted): string[] {
  const sum = (of: typeof byAction) => of.reduce((all, { count }) => all + count, 0);
  const looks = sum(byAction.filter((each) => isLook(each.action)));
  const refused = sum(byAction.filter(({ outcome }) => outcome === "refused"));
  const failed = sum(byAction.filter(({ outcome }) => outcome === "failed"));
  return [
    `Events on record: ${total}. Looks among them: ${looks}; others: ${total - looks}; refused: ${refused}; failed: ${failed}.`,
  ];
}

type Head = Pick<Report, "title" | "project" | "question" | "answer">;

/** Title, question and answer in words; `whose` it is, where it is about one account. */
function headOf({ project, from, to, volume }: AboutPeriod, counted: Counted, whose: Who | undefined): Head {
  const volumes = volumesOf(counted);
  const [first, last] = [(volume - 1) * VOLUME_EVENTS + 1, Math.min(volume * VOLUME_EVENTS, counted.total)];
  const part = `This is volume ${volume} of ${volumes}, with events ${first} to ${last}.`;
  const did = whose ? `What did ${person(whose)} do and look at` : "What was done and looked at";
  const of = whose ? `access of ${person(whose)}` : "everything";
  return {
    title: `Dossier: ${of}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    project,
    question: `${did} in the project ${project}, from ${moment(from)} to ${moment(to)} UTC by the recorder’s clock?`,
    answer: [...answerOf(counted), ...(volumes > 1 ? [part] : [])],
  };
}

function volumesOf({ total }: Counted): number {
  return Math.max(1, Math.ceil(total / VOLUME_EVENTS));
}

/** The entries of a volume, and those of the rights that are not among them, in the order of the log. */
async function withRights(tx: ReadTx, position: Position, logged: readonly LoggedRow[], rights: readonly AuditRow[]) {
  const had = new Set(logged.map(({ id }) => id));
  const others = rights.map(({ id }) => id).filter((id) => !had.has(id));
  const found = others.length > 0 ? await loggedEvents(tx, position, others) : [];
  return [...logged, ...found].sort((a, b) => a.index - b.index);
}

async function askingOf(tx: ReadTx, about: AboutPeriod): Promise<Asking> {
  const account = about.actor === undefined ? undefined : await accountOf(tx, about.actor);
  if (about.actor !== undefined && account === undefined) {
    throw new NotFound(`an account ${about.actor}`);
  }
  return { ...about, account };
}

/** The dossier of a time, or of what one account did in it: every event with its proof, in volumes. */
export async function periodReport(
  tx: ReadTx,
  storage: LogStorage,
  position: Position,
  wanted: AboutPeriod,
): Promise<Report> {
  const asking = await askingOf(tx, wanted);
  const { project, from, to, account, volume, audience } = asking;
  const counted = await countedIn(tx, asking, position);
  if (volume > volumesOf(counted)) {
    throw new NotFound(`volume ${volume}: there are ${volumesOf(counted)}`);
  }
  const isInside = audience === "inside";
  const known = (events: AuditRow[]) => (isInside ? events : anonymous(events));
  const inVolume = await volumeOf(tx, asking, position);
  const events = known(inVolume.events);
  const damaged = Math.min(VOLUME_EVENTS, counted.total - (volume - 1) * VOLUME_EVENTS) - events.length;
  // They are few, and stand in the first volume.
  const rights = account === undefined || volume > 1 ? undefined : known(await rightsOf(tx, account, asking, position));
  const ids = [...new Set([...(rights ?? []), ...events].map(({ id }) => id))];
  const logged = await withRights(tx, position, inVolume.logged, rights ?? []);
  const proven = await provenEntries(storage, position, logged, ids.length);
  const referred = await referredBy(tx, position, proven.entries);
  const whose = account === undefined ? undefined : (await whoIs(tx, [account]))(account);
  const about = account === undefined ? { type: "period", id: `${from}/${to}` } : { type: "account", id: account };
  return {
    ...headOf(asking, counted, whose && (isInside ? whose : nameless(whose))),
    gaps: [
      ...(damaged > 0
        ? [`${damaged} events are not as the recorder writes them: somebody wrote them into the database.`]
        : []),
      ...proven.gaps,
    ],
    evidence: { about: { project, ...about }, entries: proven.entries, documents: {} },
    events: ids,
    volumes: volumesOf(counted),
    write: (paper) =>
      writePeriod(paper, { byAction: counted.byAction, rights, events, inLog: { places: proven.places, referred } }),
  };
}
