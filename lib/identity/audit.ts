import { z } from "zod";
import { type Envelope, Pseudonym } from "@/graph-schema/envelope";
import { Stamp, stampOf } from "@/graph-schema/values";
import type { PageOf } from "@/lib/contract/cursor";
import type { AuditQuery, ListQuery } from "@/lib/contract/query";
import type { AuditEventReply, AuditReply, AuditRow } from "@/lib/contract/reply";
import { NotFound } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { asOf } from "@/lib/ledger/asOf";
import { openPayloads } from "@/lib/ledger/parts";
import { recorderOf } from "@/lib/ledger/proven";
import { decisionAbout, goesAt } from "@/lib/ledger/settled";
import { storedEvent, type TrailCursor, type TrailFilter, type TrailRow, trail } from "@/lib/ledger/trail";
import { vkeyText } from "@/lib/tlog/note";
import { rowsNamed } from "./account-rows";
import { callerKeyTold } from "./caller-key-history";
import { whoIs } from "./names";

type Who = (account: string) => z.infer<typeof AuditRow>["who"];

/** An event of the trail with the name of who acted. */
export function auditRow({ account, accountType: _, subjectType, subjectId, ...row }: TrailRow, who: Who) {
  const subject = subjectType !== null && subjectId !== null ? { type: subjectType, id: subjectId } : null;
  return { ...row, who: who(account), subject };
}

/** The pseudonym of whom a filter names: by pseudonym or by user name. Undefined when there is nobody like that. */
export async function accountOf(tx: ReadTx, actor: string): Promise<Pseudonym | undefined> {
  const given = Pseudonym.safeParse(actor);
  if (given.success) {
    return given.data;
  }
  return Pseudonym.safeParse((await rowsNamed(tx, actor))?.account.account).data;
}

/** One page of the trail with the names of who acted, and as of when it speaks. */
export async function namedTrail(
  tx: ReadTx,
  filter: TrailFilter,
  page: PageOf<ListQuery, TrailCursor>,
): Promise<z.infer<typeof AuditReply>> {
  const [speaksAsOf, { rows, ...head }] = await Promise.all([asOf(tx), trail(tx, filter, page)]);
  const who = await whoIs(
    tx,
    rows.map(({ account }) => account),
  );
  return { events: rows.map((row) => auditRow(row, who)), ...head, asOf: speaksAsOf };
}

/** GET /audit: the events that fit the query, newest first. */
export function auditTrail(query: PageOf<AuditQuery, TrailCursor>): Promise<z.infer<typeof AuditReply>> {
  return read(async (tx) => {
    const account = query.actor === undefined ? undefined : await accountOf(tx, query.actor);
    if (query.actor !== undefined && account === undefined) {
      return {
        events: [],
        total: 0,
        totalIs: "exact",
        truncated: false,
        cursor: null,
        damaged: 0,
        asOf: await asOf(tx),
      };
    }
    const filter = {
      project: query.project,
      account,
      action: query.action,
      subjectType: query.subjectType,
      subject: query.subject,
      outcome: query.outcome,
      from: query.from && stampOf(Date.parse(query.from)),
      to: query.to && stampOf(Date.parse(query.to)),
    };
    return namedTrail(tx, filter, query);
  });
}

type Payloads = z.infer<typeof AuditEventReply>["payloads"];

/** What became of what an act set aside: when it goes, or who decided; null for any other event. */
async function quarantineTold(tx: ReadTx, envelope: Envelope, payloads: Payloads) {
  if (envelope.action !== "quarantine") {
    return null;
  }
  const decision = await decisionAbout(tx, envelope);
  const isWaiting = !decision && payloads.some(({ name, state }) => name === "quarantined" && state !== "erased");
  const who = await whoIs(tx, decision ? [decision.actor.account] : []);
  return {
    until: isWaiting ? goesAt(envelope) : null,
    decision: decision
      ? { eventId: decision.id, action: decision.action, by: who(decision.actor.account), at: decision.recorded_at }
      : null,
  };
}

/**
 * GET /audit/{id}: one event with everything that is kept of it, its payloads opened for those who may read them; of `project`
 * alone, where one is given.
 */
export async function auditEvent(
  id: string,
  mayRead: boolean,
  project?: string,
): Promise<z.infer<typeof AuditEventReply>> {
  return read(async (tx) => {
    const [speaksAsOf, stored] = await Promise.all([asOf(tx), storedEvent(tx, id)]);
    if (!stored || (project !== undefined && stored.envelope.project !== project)) {
      throw new NotFound("there is no such event, or what stands in its place was not written by the recorder");
    }
    const [who, recorder] = await Promise.all([whoIs(tx, [stored.event.account]), recorderOf(stored.note)]);
    const { signed } = stored.envelope;
    // What waits in quarantine is shown there alone, to whoever decides about it.
    const payloads = await openPayloads(stored, mayRead && stored.envelope.action !== "quarantine");
    return {
      event: auditRow(stored.event, who),
      envelope: z.json().parse(stored.envelope),
      note: stored.note,
      eventSha256: stored.eventSha256,
      verifierKey: recorder ? vkeyText(recorder) : null,
      callerKey: signed ? await callerKeyTold(tx, signed.key) : null,
      payloads,
      quarantine: await quarantineTold(tx, stored.envelope, payloads),
      subjects: stored.subjects,
      asOf: speaksAsOf,
    };
  });
}

/** The stamp of the newest event, from which a subscription counts. */
export function newestStamp(): Promise<Stamp> {
  return read(async (tx) => Stamp.parse((await asOf(tx)).stamp));
}
