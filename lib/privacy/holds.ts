import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { DEFAULT_PROJECT, Ref } from "@/graph-schema/names";
import { NotFound, reason } from "@/lib/errors";
import { type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { type Acted, refused } from "@/lib/identity/act";
import type { Caller } from "@/lib/identity/caller";
import { findProject } from "@/lib/identity/projects";
import type { Signature } from "@/lib/identity/reauthenticate";
import { headsUnder } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { type Draft, sole } from "@/lib/ledger/draft";
import { type HeldThing, heldBy, keepLatest, latestEvents, latestKey } from "@/lib/ledger/latest";
import { accountsOf, enrolled } from "./people";
import { ACCOUNTS_BEHIND, ARTIFACTS_TOUCHED, EXISTS, LOCK_PRIVACY, PROJECTS_TOUCHED } from "./queries";
import { type DataSubject, subjectNamed } from "./subject";

/** Something that must be kept as it is, by whose act and since when. */
export interface Hold {
  readonly on: HeldThing;
  readonly eventId: string;
  readonly since: string;
  readonly by: string;
}

/** What is held now. `gone` names what is known outside of the database as held or released last and has no event there: nothing of it may go. */
export interface Holds {
  readonly standing: readonly Hold[];
  readonly gone: readonly string[];
}

/** What is held now, by the latest signed act about each thing. */
export async function holdsNow(tx: ReadTx): Promise<Holds> {
  const names = (await headsUnder("hold:")).map(({ subject }) => subject);
  const standing: Hold[] = [];
  const gone: string[] = [];
  for (const [name, event] of await latestEvents(tx, names)) {
    const on = event === "gone" ? undefined : heldBy(event.envelope);
    if (event === "gone" || on === undefined) {
      gone.push(name);
    } else if (event.envelope.action === "hold") {
      const { id, recorded_at, actor } = event.envelope;
      standing.push({ on, eventId: id, since: recorded_at, by: actor.account });
    }
  }
  return { standing, gone };
}

/** The people who are held. */
export function peopleHeld(standing: readonly Hold[]): string[] {
  return standing.flatMap(({ on }) => (on.scope === "person" ? [on.person] : []));
}

const Behind = z.object({ account: z.string() });

/**
 * The keys of the people who are held and of all accounts behind them, by the signed events or by the graph alone: an event that
 * somebody deleted, or a join that somebody made, keeps more from going and never less.
 */
export async function keysHeld(tx: ReadTx, standing: readonly Hold[]): Promise<string[]> {
  const held = peopleHeld(standing);
  if (held.length === 0) {
    return [];
  }
  const people = await enrolled(tx);
  const joined = await tx.rows(ACCOUNTS_BEHIND, { people: held }, Behind);
  const behind = [...held.flatMap((person) => accountsOf(people, person)), ...joined.map(({ account }) => account)];
  return [...new Set<string>([...held, ...behind])].map(subjectKey);
}

/** What is said of a hold in a reason: never a person, whose pseudonym the event has anyway. */
function told(on: HeldThing): Reason {
  if (on.scope === "person") {
    return reason("person_held");
  }
  return on.scope === "project"
    ? reason("project_held", { project: on.project })
    : reason("artifact_held", { project: on.project, type: on.type, id: on.id });
}

async function touched(tx: ReadTx, holds: readonly Hold[], keys: readonly string[]): Promise<HeldThing[]> {
  const things = holds.map(({ on }) => on);
  const projects = things.flatMap((on) => (on.scope === "project" ? [on.project] : []));
  const artifacts = things.filter((on) => on.scope === "artifact");
  const inProjects =
    projects.length === 0
      ? []
      : await tx.rows(PROJECTS_TOUCHED, { projects, keys: [...keys] }, z.object({ project: z.string() }));
  const about =
    artifacts.length === 0
      ? []
      : await tx.rows(ARTIFACTS_TOUCHED, { artifacts, keys: [...keys] }, z.object({ at: z.int() }));
  return [
    ...inProjects.map(({ project }): HeldThing => ({ scope: "project", project })),
    ...about.flatMap(({ at }) => artifacts[at] ?? []),
  ];
}

/** Which holds stand against taking away what is kept of `subject`. An empty list means that none does. */
export async function reasonsHeld(tx: ReadTx, subject: DataSubject): Promise<Reason[]> {
  const { standing, gone } = await holdsNow(tx);
  const onThem = standing.flatMap(({ on }) =>
    on.scope === "person" && (on.person === subject.person || subject.pseudonyms.some((each) => each === on.person))
      ? [on]
      : [],
  );
  const missing = gone.length > 0 ? [reason("hold_missing", { count: gone.length })] : [];
  return [...missing, ...[...onThem, ...(await touched(tx, standing, subject.keys))].map(told)];
}

/** What somebody asks to hold or to release: a person by name, a project, or an artifact. */
export type Wanted =
  | { readonly scope: "person"; readonly name: string }
  | { readonly scope: "project"; readonly project: string }
  | { readonly scope: "artifact"; readonly project: string; readonly type: string; readonly id: string };

async function thing(tx: ReadTx, wanted: Wanted): Promise<HeldThing> {
  if (wanted.scope === "person") {
    return { scope: "person", person: (await subjectNamed(tx, wanted.name)).person };
  }
  if (wanted.scope === "project") {
    if (!(await findProject(wanted.project))) {
      throw new NotFound("there is no such project");
    }
    return wanted;
  }
  const { project, type, id } = wanted;
  const [found] = await tx.rows(EXISTS, { project, type, id }, z.object({ exists: z.boolean() }));
  if (!found?.exists) {
    throw new NotFound("there is no such artifact");
  }
  return wanted;
}

function factsOf(on: HeldThing, { method }: Signature) {
  return {
    scope: on.scope,
    ...(on.scope === "person" ? { person: on.person } : {}),
    ...(method ? { method } : {}),
  };
}

/** Who holds or releases, why, and how they showed who they are. */
export interface Holding {
  readonly action: "hold" | "release";
  readonly wanted: Wanted;
  readonly caller: Caller;
  readonly reason: string;
  readonly signature: Signature;
}

async function reasonsToRefuse(tx: WriteTx, on: HeldThing, { action, signature }: Holding): Promise<Reason[]> {
  const name = latestKey.hold(on);
  const latest = (await latestEvents(tx, [name])).get(name);
  const isHeld = latest !== undefined && (latest === "gone" || latest.envelope.action === "hold");
  return [
    ...signature.refused,
    ...(action === "hold" && isHeld && latest !== "gone" ? [reason("held_already")] : []),
    ...(action === "release" && !isHeld ? [reason("not_held")] : []),
  ];
}

/** Holds something, or releases it: what a hold is on is neither erased nor taken by retention. */
export function actOnHold(holding: Holding): Promise<Acted> {
  const { caller, action } = holding;
  return write(async (tx): Promise<Acted> => {
    await tx.run(LOCK_PRIVACY, {});
    const on = await thing(tx, holding.wanted);
    const project = on.scope === "person" ? DEFAULT_PROJECT : on.project;
    const subject = on.scope === "artifact" ? { subject: Ref.parse({ type: on.type, id: on.id }) } : {};
    const deed = { project, actor: caller.actor, action, facts: factsOf(on, holding.signature), ...subject };
    const reasons = await reasonsToRefuse(tx, on, holding);
    if (reasons.length > 0) {
      return refused(tx, deed, reasons);
    }
    const why = { name: "comment", key: subjectKey(caller.actor.account), content: { text: holding.reason } };
    const draft: Draft = { ...deed, origin: "acted", outcome: "done", payloads: [why] };
    const recorded = sole(await append(tx, [draft]));
    keepLatest(tx, [draft], [recorded]);
    return { outcome: "done", recorded };
  });
}
