import { z } from "zod";
import type { Created, Envelope } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Stamp } from "@/graph-schema/values";
import type { FindingState } from "@/lib/contract/findings";
import type { ReadTx } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { headsUnder } from "@/lib/keys/client";
import type { Head as DecisionHead } from "@/lib/keys/protocol";
import { decisionKey } from "@/lib/ledger/decision";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import { FINDING_EVENTS, FINDING_TALLY, NOTES } from "./queries";

/** A finding as far as the recorder signed what is known of it. `kind` is null where the database lost the finding itself. */
export interface ToldFinding {
  readonly id: string;
  readonly kind: string | null;
  readonly severity: string | null;
  readonly detail: string | null;
  readonly recordedAt: string | null;
  readonly stamp: Stamp | null;
  /** The project in which it is recorded: the artifact's, or the default one. */
  readonly project: string;
  /** Null where it is about the record itself, or where nobody knows any more what it was about. */
  readonly concerns: Ref | null;
  readonly state: FindingState;
  /** Who said that they look into it; null where nobody did, or where the database lost it. */
  readonly acknowledged: Envelope | null;
  readonly resolved: Envelope | null;
}

/** Where the key process keeps findings, of whatever project. */
const HEAD = new RegExp(`^${decisionKey("([a-z0-9-]+)", { type: "finding", id: "(.+)" })}$`);
const Row = z.object({ id: StoredText, finding: StoredText });
const Noted = NoteRow.extend({ id: z.string() });
const Tally = z.object({ events: z.int(), newest: z.string() });
const Facts = z.object({ kind: z.string(), severity: z.string(), detail: z.string() });

/** The signed ones of the events that the database had last, by their ids: one that is signed never changes, so each is checked once. */
let known: ReadonlyMap<string, Envelope> = new Map();

/** Those of the events `ids` that the recorder signed, by the id that they hold. */
async function signed(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, Envelope>> {
  const before = known;
  const fresh = ids.filter((id) => !before.has(id));
  const rows = fresh.length === 0 ? [] : await tx.rows(NOTES, { ids: fresh }, Noted);
  const envelopes = await provenEnvelopes(rows.map(({ note }) => note));
  const now = new Map<string, Envelope>();
  for (const id of ids) {
    const event = before.get(id);
    if (event) {
      now.set(id, event);
    }
  }
  for (const [at, envelope] of envelopes.entries()) {
    if (envelope && envelope.id === rows[at]?.id) {
      now.set(envelope.id, envelope);
    }
  }
  known = now;
  return now;
}

interface Events {
  readonly alert?: Envelope;
  readonly acknowledge?: Envelope;
  readonly resolve?: Envelope;
}

/** The acts about each finding that the database has, as far as the recorder signed them; of several the first. */
async function actsAbout(tx: ReadTx): Promise<Map<string, Events>> {
  const rows = await tx.rows(FINDING_EVENTS, {}, Row);
  const events = await signed(
    tx,
    rows.map(({ id }) => id),
  );
  const acts = new Map<string, Events>();
  for (const { id, finding } of rows) {
    const event = events.get(id);
    const isAct = event?.origin === "acted" && event.outcome === "done" && event.subject?.type === "finding";
    if (isAct && event.subject?.id === finding) {
      acts.set(finding, { [event.action]: event, ...acts.get(finding) });
    }
  }
  return acts;
}

interface Head {
  readonly project: string;
  readonly action: string;
}

/** What was decided last about each finding, out of what is known outside of the database. */
function byFinding(all: readonly DecisionHead[]): Map<string, Head> {
  const heads = new Map<string, Head>();
  for (const { subject, action } of all) {
    const [, project, id] = HEAD.exec(subject) ?? [];
    if (project !== undefined && id !== undefined) {
      heads.set(id, { project, action });
    }
  }
  return heads;
}

/** What is known outside of the database decides; what is in it alone does only where nothing is known outside. */
function stateOf(head: Head | undefined, { acknowledge, resolve }: Events): FindingState {
  const told = resolve ? "resolve" : acknowledge?.action;
  const last = head ? head.action : told;
  if (last === "resolve") {
    return "resolved";
  }
  return last === "acknowledge" ? "acknowledged" : "open";
}

function raisedBy(alert: Envelope, { facts }: Created) {
  const { kind, severity, detail } = Facts.parse(facts);
  const concerns = alert.links?.find(({ rel }) => rel === "CONCERNS")?.to ?? null;
  const { recorded_at: recordedAt, stamp, project } = alert;
  return { kind, severity, detail, recordedAt, stamp, project, concerns };
}

function lost(project: string) {
  return { kind: null, severity: null, detail: null, recordedAt: null, stamp: null, project, concerns: null };
}

function tell(acts: ReadonlyMap<string, Events>, heads: ReadonlyMap<string, Head>): ToldFinding[] {
  return [...new Set([...acts.keys(), ...heads.keys()])].flatMap((id) => {
    const events = acts.get(id) ?? {};
    const head = heads.get(id);
    const [made] = events.alert?.created ?? [];
    const raised = events.alert && made ? raisedBy(events.alert, made) : head && lost(head.project);
    const { acknowledge: acknowledged = null, resolve: resolved = null } = events;
    return raised ? [{ id, ...raised, state: stateOf(head, events), acknowledged, resolved }] : [];
  });
}

/** What was told last, and of what: as long as that stays, so does this, unless something was lost, which may be put back. */
let last: (z.infer<typeof Tally> & { heads: readonly DecisionHead[]; told: readonly ToldFinding[] }) | undefined;

/**
 * Everything that was ever found. What is kept outside of the database counts as much as what is in it, so that neither a
 * finding that was deleted nor a resolution that was forged closes one. That is asked first: what was decided is in the database by then.
 */
export async function toldFindings(tx: ReadTx): Promise<readonly ToldFinding[]> {
  const heads = await headsUnder("decision:", ":finding:");
  const [{ events, newest } = { events: 0, newest: "" }] = await tx.rows(FINDING_TALLY, {}, Tally);
  if (last?.heads === heads && last.events === events && last.newest === newest) {
    return last.told;
  }
  const told = tell(await actsAbout(tx), byFinding(heads));
  last = told.some(({ kind }) => kind === null) ? undefined : { events, newest, heads, told };
  return told;
}
