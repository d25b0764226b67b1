import { ACTIONS } from "@/graph-schema/actions";
import { RETENTION_CLASSES } from "@/graph-schema/privacy";
import { retentionClass } from "@/graph-schema/retention";
import { instantOf } from "@/graph-schema/values";
import { ERASURE_STATES, type ErasurePlanReply, type PrivacyReply } from "@/lib/contract/privacy";
import { configuration } from "@/lib/env";
import { MINIMUM_DAYS } from "@/lib/env/retention";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import type { AccountRow } from "@/lib/identity/rows";
import { headsUnder } from "@/lib/keys/client";
import { asOf } from "@/lib/ledger/asOf";
import { signedEvents } from "@/lib/ledger/proven";
import { ERASURE } from "@/lib/log/gone";
import type { ErasurePlan } from "./erasure";
import { type Hold, holdsNow, peopleHeld } from "./holds";
import { accountsOf, enrolled } from "./people";
import { REQUESTS } from "./queries";
import type { PartCount } from "./windows";

/** An account as those see it who look after what is kept of persons. */
export function accountTold(row: AccountRow) {
  const isErased = row.erasedAt !== undefined;
  return {
    account: row.account,
    username: isErased ? null : row.username,
    displayName: isErased ? null : row.displayName,
    kind: row.kind,
    roles: [...row.roles],
    createdAt: row.createdAt,
    disabledAt: row.disabledAt ?? null,
    erasedAt: row.erasedAt ?? null,
  };
}

/** What lies under somebody's keys, with the class by which it is kept. */
export function partsTold(parts: readonly PartCount[]) {
  return parts.map(({ newest, ...part }) => ({
    ...part,
    class: retentionClass(part.action) ?? null,
    newest: instantOf(newest),
  }));
}

/** A plan as it is shown before anybody confirms it. */
export function planTold({ subject, parts, sessions, reasons }: ErasurePlan): ErasurePlanReply {
  return {
    accounts: subject.accounts.map(accountTold),
    pseudonyms: [...subject.pseudonyms],
    parts: partsTold(parts),
    sessions,
    reasons: [...reasons],
  };
}

type WhoOf = Awaited<ReturnType<typeof whoIs>>;

function holdTold({ on, since, by, eventId }: Hold, who: WhoOf) {
  return {
    scope: on.scope,
    person: on.scope === "person" ? who(on.person) : null,
    project: on.scope === "person" ? null : on.project,
    type: on.scope === "artifact" ? on.type : null,
    id: on.scope === "artifact" ? on.id : null,
    since,
    by: who(by),
    eventId,
  };
}

/** The erasures that were asked for, the newest first, and how far each is. */
async function erasures(tx: ReadTx) {
  const far = new Map((await headsUnder(ERASURE.prefix)).map(({ subject, sequence }) => [subject, sequence]));
  return (await signedEvents(tx, REQUESTS, {}))
    .flatMap((event) => {
      const told = ACTIONS.request_erasure.facts.safeParse(event.facts).data;
      const accounts = told?.accounts ?? [];
      const steps = accounts.map((account) => far.get(`${ERASURE.prefix}${account}`) ?? ERASURE.requested);
      const state = ERASURE_STATES[Math.min(ERASURE.done, ...steps) - 1] ?? "requested";
      return event.action === "request_erasure" ? [{ event, accounts, basis: told?.basis ?? null, state }] : [];
    })
    .reverse();
}

/** An account of each person who is held, by which they are told. */
async function accountsBehind(tx: ReadTx, standing: readonly Hold[]): Promise<ReadonlyMap<string, string>> {
  const held = peopleHeld(standing);
  const people = held.length > 0 ? await enrolled(tx) : new Map();
  return new Map(held.flatMap((person) => accountsOf(people, person).map((account) => [person, account] as const)));
}

/**
 * What is held, whom it was asked to erase and how far that is, and for how long what is kept stays. Of one project that is what
 * is held of it: persons are of no project, nor is who was erased.
 */
export function privacyNow(project?: string): Promise<PrivacyReply> {
  return read(async (tx) => {
    const [held, asked, speaksAsOf] = [
      await holdsNow(tx),
      project === undefined ? await erasures(tx) : [],
      await asOf(tx),
    ];
    const { gone } = held;
    const isOurs = ({ on }: Hold) => project === undefined || (on.scope !== "person" && on.project === project);
    const standing = held.standing.filter(isOurs);
    const named = [
      ...standing.flatMap(({ on, by }) => (on.scope === "person" ? [by, on.person] : [by])),
      ...asked.flatMap(({ event, accounts }) => [event.actor.account, ...accounts]),
    ];
    const behind = await accountsBehind(tx, standing);
    const whoever = await whoIs(tx, [...named, ...behind.values()]);
    const who = (pseudonym: string) => whoever(behind.get(pseudonym) ?? pseudonym);
    const { retention } = configuration();
    return {
      holds: standing.map((hold) => holdTold(hold, who)),
      holdsGone: gone.length,
      erasures: asked.map(({ event, accounts, basis, state }) => ({
        people: accounts.map(who),
        at: event.recorded_at,
        by: who(event.actor.account),
        basis,
        state,
        eventId: event.id,
      })),
      windows: RETENTION_CLASSES.map((name) => ({ class: name, days: retention[name], least: MINIMUM_DAYS[name] })),
      asOf: speaksAsOf,
    };
  });
}
