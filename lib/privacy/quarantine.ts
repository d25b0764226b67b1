import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import { Redacted } from "@/lib/contract/personal";
import type { QuarantinedReply, QuarantineReply } from "@/lib/contract/quarantine";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { whoIs } from "@/lib/identity/names";
import { subjectKey } from "@/lib/keys/names";
import { asOf } from "@/lib/ledger/asOf";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import { type Kept, type OpenQuarantined, type Quarantined, quarantined, sentOf } from "@/lib/ledger/quarantined";
import { goesAt } from "@/lib/ledger/settled";
import { COUNT_IN_QUARANTINE, LIST_IN_QUARANTINE, WAITING_ACTS } from "./quarantine-queries";

const MOST_LISTED = 500;

const Noted = NoteRow.extend({ id: StoredText });
type Who = Awaited<ReturnType<typeof whoIs>>;

function told({ id, project, actor, recorded_at }: Envelope, events: number, who: Who) {
  return { id, project, by: who(actor.account), at: recorded_at, until: goesAt({ recorded_at }), events };
}

/** The act as the recorder signed it, where it is one of these projects; `only` is null for all. */
function isOurs(event: Envelope | undefined, id: string, only: readonly string[] | null): event is Envelope {
  return event?.id === id && event.action === "quarantine" && (only === null || only.includes(event.project));
}

/** What waits for a decision, the oldest first: what was detected where, never what it says. */
export function quarantineNow(only: readonly string[] | null): Promise<QuarantineReply> {
  return read(async (tx) => {
    const [counted] = await tx.rows(COUNT_IN_QUARANTINE, { only }, z.object({ total: z.int() }));
    const rows = await tx.rows(LIST_IN_QUARANTINE, { only, limit: MOST_LISTED }, Noted);
    const events = await provenEnvelopes(rows.map(({ note }) => note));
    const ours = events.filter((event, at): event is Envelope => isOurs(event, rows[at]?.id ?? "", only));
    const who = await whoIs(
      tx,
      ours.map(({ actor }) => actor.account),
    );
    const waiting = ours.map((event) => {
      const facts = ACTIONS.quarantine.facts.parse(event.facts);
      return { ...told(event, facts.events, who), detected: z.array(Redacted).parse(facts.detected) };
    });
    const total = counted?.total ?? 0;
    return {
      waiting,
      total,
      truncated: rows.length < total,
      damaged: rows.length - ours.length,
      asOf: await asOf(tx),
    };
  });
}

/** What is in quarantine under the act `id`; throws NotFound where nothing is. Damaged means that somebody wrote it beside the app. */
export async function waitingUnder(tx: ReadTx, project: string, id: string) {
  const found = await quarantined(tx, project, id);
  if (!found) {
    throw new NotFound("nothing was set aside in this project by such an act");
  }
  return found.state === "open"
    ? found
    : {
        state: "closed" as const,
        reason: reason(found.state === "damaged" ? "quarantine_damaged" : "quarantine_settled"),
      };
}

/** The acts that wait, opened: they themselves say whom they name, not the rows that find them. */
async function waitingActs(tx: ReadTx) {
  const acts = await tx.rows(WAITING_ACTS, { only: null }, z.object({ id: z.string(), project: z.string() }));
  const opened: { readonly id: string; readonly found: Quarantined | undefined }[] = [];
  for (const { id, project } of acts) {
    opened.push({ id, found: await quarantined(tx, project, id) });
  }
  return opened;
}

function namedUnder(keys: ReadonlySet<string>, { kept }: OpenQuarantined): number {
  return kept.events.filter(({ key }) => key !== undefined && keys.has(key)).length;
}

/** How many events in quarantine name whoever has one of `keys`. */
export async function countNaming(tx: ReadTx, keys: ReadonlySet<string>): Promise<number> {
  const acts = await waitingActs(tx);
  return acts.reduce((sum, { found }) => sum + (found?.state === "open" ? namedUnder(keys, found) : 0), 0);
}

/** Do these events name whoever has one of `keys`, or did they come from them? */
export function isUnder(keys: ReadonlySet<string>, found: OpenQuarantined): boolean {
  return namedUnder(keys, found) > 0 || keys.has(subjectKey(found.envelope.actor.account));
}

/** The acts that wait under one of `keys`, and those of which nobody can say so. */
export async function actsUnder(tx: ReadTx, keys: readonly string[]): Promise<string[]> {
  const held = new Set(keys);
  const acts = keys.length > 0 ? await waitingActs(tx) : [];
  return acts.flatMap(({ id, found }) => (found?.state === "open" && !isUnder(held, found) ? [] : [id]));
}

async function contentOf(project: string, kept: Kept["events"][number], withValues: boolean) {
  const sent = await sentOf(project, kept);
  return {
    eventId: kept.eventId,
    detected: kept.detected,
    isErased: sent === undefined,
    event: withValues && sent ? z.json().parse(sent.raw) : null,
  };
}

/** What was set aside together, with its values where they were asked for. */
export function quarantinedEvents(project: string, id: string, withValues: boolean): Promise<QuarantinedReply> {
  return read(async (tx) => {
    const found = await waitingUnder(tx, project, id);
    if (found.state === "closed") {
      throw new NotFound("nothing waits in quarantine under this act");
    }
    const { envelope, kept } = found;
    const who = await whoIs(tx, [envelope.actor.account]);
    const contents = await Promise.all(kept.events.map((each) => contentOf(project, each, withValues)));
    return { ...told(envelope, kept.events.length, who), contents };
  });
}
