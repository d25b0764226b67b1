import { z } from "zod";
import { ACTIONS } from "@/graph-schema/actions";
import type { Envelope } from "@/graph-schema/envelope";
import { SETTLING_ACTIONS } from "@/graph-schema/privacy";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { confirmHeads, headsOf } from "@/lib/keys/client";
import type { Head } from "@/lib/keys/protocol";
import type { Draft, Recorded } from "./draft";
import { eventDigest } from "./event-node";
import { provenEnvelope } from "./proven";
import { EVENTS_AT } from "./queries";

/** What is attested of which artifact. */
export interface Attested {
  readonly type: string;
  readonly id: string;
  readonly claim: string;
}

/**
 * How the latest event of a kind is called outside of the database, where its name and digest are kept: an attestation of a
 * claim, a warning about an artifact, the publication of a policy, what becomes of personal data. Whoever deletes it does not bring back the one before.
 */
export const latestKey = {
  attested: (project: string, { type, id, claim }: Attested) => `attested:${project}:${claim}:${type}:${id}`,
  warned: (project: string, kind: string, { type, id }: { readonly type: string; readonly id: string }) =>
    `warned:${project}:${kind}:${type}:${id}`,
  policy: (project: string) => `policy:${project}`,
  hold: (on: HeldThing) => `hold:${heldName(on)}`,
  /** Of all projects: what is beside the log of anything that was in quarantine has to go after it. */
  settled: () => "quarantine:settled",
  privacy: (project: string, account?: string) => `privacy:${project}${account === undefined ? "" : `:${account}`}`,
};

/** What a legal hold is on. */
export type HeldThing =
  | { readonly scope: "person"; readonly person: string }
  | { readonly scope: "project"; readonly project: string }
  | { readonly scope: "artifact"; readonly project: string; readonly type: string; readonly id: string };

function heldName(on: HeldThing): string {
  if (on.scope === "person") {
    return `person:${on.person}`;
  }
  return on.scope === "project" ? `project:${on.project}` : `artifact:${on.project}:${on.type}:${on.id}`;
}

const HoldFacts = ACTIONS.hold.facts;

/** What an event that holds or releases is about; undefined for any other. */
export function heldBy({ action, project, subject, facts }: Told): HeldThing | undefined {
  const told = action === "hold" || action === "release" ? HoldFacts.safeParse(facts).data : undefined;
  if (told?.scope === "person") {
    return told.person === undefined ? undefined : { scope: "person", person: told.person };
  }
  if (told?.scope === "artifact") {
    return subject && { scope: "artifact", project, type: subject.type, id: subject.id };
  }
  return told && { scope: "project", project };
}

const Whose = z.object({ account: z.string().optional() });
const Claim = z.object({ claim: z.string() });
const Warning = z.object({ warning: z.string() });
const BadReport = z.object({ kind: z.string(), verdict: z.enum(["warned", "failed"]) });

/** What a report that warns is a warning of, by its kind. */
export const WARNING_OF: Readonly<Record<string, string>> = {
  drift: "drift",
  data_validation: "data_validation",
  performance: "performance",
  bias: "fairness",
};

type Told = Pick<Draft, "project" | "action" | "origin" | "outcome" | "subject" | "links" | "created" | "facts">;

function attestedBy({ project, links = [], created }: Told): string[] {
  return links.flatMap(({ rel, from, to }) => {
    const made = rel === "ATTESTS" ? created?.find(({ type, id }) => type === from.type && id === from.id) : undefined;
    const told = Claim.safeParse(made?.facts);
    return told.success ? [latestKey.attested(project, { ...to, claim: told.data.claim })] : [];
  });
}

function warnedBy({ project, action, subject, links = [], created = [], facts }: Told): string[] {
  const observed = action === "observe" ? Warning.safeParse(facts) : undefined;
  const reports = links.flatMap(({ rel, from, to }) => {
    const made = rel === "EVALUATES" ? created.find(({ type, id }) => type === from.type && id === from.id) : undefined;
    const report = BadReport.safeParse(made?.facts);
    const kind = report.success ? WARNING_OF[report.data.kind] : undefined;
    return kind === undefined ? [] : [latestKey.warned(project, kind, to)];
  });
  return subject && observed?.success
    ? [...reports, latestKey.warned(project, observed.data.warning, subject)]
    : reports;
}

/** The names of which `event` is the latest now. A warning counts whoever says it; the others only as acts. */
function namesOf(event: Told): string[] {
  if (event.outcome !== "done") {
    return [];
  }
  const warned = warnedBy(event);
  if (event.origin !== "acted") {
    return warned;
  }
  const { action, project, facts } = event;
  const held = heldBy(event);
  const published = action === "publish_policy" ? [latestKey.policy(project)] : [];
  const decided = action === "set_privacy" ? [latestKey.privacy(project, Whose.parse(facts).account)] : [];
  return [
    ...warned,
    ...published,
    ...decided,
    ...(SETTLING_ACTIONS.has(action) ? [latestKey.settled()] : []),
    ...(held ? [latestKey.hold(held)] : []),
    ...(action === "attest" ? attestedBy(event) : []),
  ];
}

/** What is kept outside of the database of an event that is the latest of its kind; nothing of any other. */
export function latestHeads(event: Told, { stamp, eventSha256 }: Pick<Recorded, "stamp" | "eventSha256">): Head[] {
  return namesOf(event).map((subject) => ({ subject, sequence: stamp, digest: eventSha256, action: event.action }));
}

/** Keeps, after the commit and outside of the database, which of these events are the latest of their kind. */
export function keepLatest(tx: WriteTx, drafts: readonly Draft[], recorded: readonly Recorded[]): void {
  const heads = drafts.flatMap((draft, at) => {
    const made = recorded[at];
    return made ? latestHeads(draft, made) : [];
  });
  if (heads.length > 0) {
    tx.afterCommit(() => confirmHeads(heads));
  }
}

const EventRow = z.object({ note: z.string() });

/** An event that the recorder signed, with the digest of what it signed. */
export interface ProvenEvent {
  readonly envelope: Envelope;
  readonly digest: string;
}

/**
 * The latest event of each of `names`, as is known outside of the database; "gone" where the database has lost it. A name
 * without an event has no entry.
 */
export async function latestEvents(
  tx: ReadTx,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProvenEvent | "gone">> {
  const heads = names.length > 0 ? await headsOf(names) : [];
  const stamps = heads.map(({ sequence }) => sequence);
  const rows = stamps.length > 0 ? await tx.rows(EVENTS_AT, { stamps }, EventRow) : [];
  const notes = new Map<string, string>(rows.map(({ note }) => [eventDigest(note), note]));
  const found = heads.map(async ({ subject, digest }): Promise<[string, ProvenEvent | "gone"]> => {
    const envelope = await provenEnvelope(notes.get(digest) ?? null);
    return [subject, envelope ? { envelope, digest } : "gone"];
  });
  return new Map(await Promise.all(found));
}
