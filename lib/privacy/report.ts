import { z } from "zod";
import { Digest, instantOf, Stamp } from "@/graph-schema/values";
import type { SubjectReply } from "@/lib/contract/privacy";
import { KeyDestroyed } from "@/lib/errors";
import { type ReadTx, read } from "@/lib/graph/session";
import { whoIs } from "@/lib/identity/names";
import { passkeysIn } from "@/lib/identity/passkeys/passkeys";
import { opened, RawRow, SESSION } from "@/lib/identity/rows";
import { asOf } from "@/lib/ledger/asOf";
import { openPayloads } from "@/lib/ledger/parts";
import { openPart } from "@/lib/ledger/payload";
import { partsOf } from "./erasure";
import { countNaming } from "./quarantine";
import { ABOUT_THEM, CONTENTS, COUNTS, LOOKS, NEWEST, SESSIONS } from "./report-queries";
import { type DataSubject, subjectNamed } from "./subject";
import { accountTold, partsTold } from "./told";

const MOST_LISTED = 500;
const MOST_OPENED = 200;
const MOST_LOOKS = 2_000;

const Listed = z.object({
  id: z.string(),
  action: z.string(),
  outcome: z.string(),
  project: z.string(),
  recordedAt: z.string(),
  account: z.string(),
  facts: z.string().nullable(),
});
type Listed = z.infer<typeof Listed>;

const Part = z.object({
  id: z.string(),
  name: z.string(),
  key: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  ciphertext: z.string(),
});

function listed({ id, action, outcome, project, recordedAt }: Listed) {
  return { id, action, outcome, project, recordedAt };
}

/** One stored part, opened for the person it is about. */
async function content(part: z.infer<typeof Part>) {
  const { id, ...stored } = part;
  const commitment = { ...stored, sha256: Digest.parse(part.sha256) };
  const [told] = await openPayloads({ event: { id }, envelope: { payloads: [commitment] }, payloads: [stored] }, true);
  return { eventId: id, name: part.name, state: told?.state ?? "erased", content: told?.content ?? null };
}

async function sessionsOf(tx: ReadTx, { accounts }: DataSubject) {
  const rows = await tx.rows(SESSIONS, { ids: accounts.map(({ id }) => id) }, z.object({ session: RawRow }));
  const sessions = await Promise.all(rows.map(({ session }) => opened(SESSION, session)));
  return sessions.flatMap((row) =>
    row === "forged"
      ? []
      : [{ createdAt: row.createdAt, lastSeenAt: row.lastSeenAt, expiresAt: row.expiresAt, agent: row.agent ?? null }],
  );
}

async function passkeysHeld(tx: ReadTx, { accounts }: DataSubject) {
  const held = await Promise.all(accounts.map(({ id }) => passkeysIn(tx, id)));
  return held.flatMap(({ passkeys }) =>
    passkeys.map(({ name, registeredAt, lastUsedAt }) => ({ name, registeredAt, lastUsedAt: lastUsedAt ?? null })),
  );
}

const Counted = z.object({ action: z.string(), events: z.int(), first: Stamp, last: Stamp });
const Shown = z.object({ shown: z.array(z.json()) });
const Look = Listed.extend({ key: z.string(), ciphertext: z.string() });

/** Does this look name their account, or show an event of theirs? One whose part is gone says it no more. */
async function showsThem(look: z.infer<typeof Look>, theirs: ReadonlySet<string>): Promise<boolean> {
  if (look.facts !== null && [...theirs].some((name) => look.facts?.includes(name))) {
    return true;
  }
  try {
    const { shown } = Shown.parse(await openPart(look.id, "shown", look.key, look.ciphertext));
    return shown.some((each) => typeof each === "string" && theirs.has(each));
  } catch (error) {
    if (error instanceof KeyDestroyed) {
      return false;
    }
    throw error;
  }
}

/** Who has looked at their data: at their account, at a report about them, or at events of theirs. */
async function looksAt(tx: ReadTx, { pseudonyms }: DataSubject, events: readonly Listed[]) {
  const looks = await tx.rows(LOOKS, { accounts: [...pseudonyms], limit: MOST_LOOKS }, Look);
  const theirs = new Set<string>([...pseudonyms, ...events.map(({ id }) => id)]);
  const found = await Promise.all(looks.map(async (look) => ((await showsThem(look, theirs)) ? [look] : [])));
  return { looks: found.flat(), read: looks.length };
}

const Rights = z.object({ roles: z.array(z.string()).optional() });

function rolesIn(facts: string | null): string[] {
  return Rights.safeParse(facts === null ? {} : JSON.parse(facts)).data?.roles ?? [];
}

/** Everything that is held about a person, and who has looked at it. */
export function subjectReport(name: string): Promise<SubjectReply> {
  return read(async (tx) => {
    const subject = await subjectNamed(tx, name);
    const { accounts, pseudonyms, keys } = subject;
    const theirs = { accounts: [...pseudonyms] };
    const counts = await tx.rows(COUNTS, theirs, Counted);
    const events = await tx.rows(NEWEST, { ...theirs, limit: MOST_LISTED }, Listed);
    const about = await tx.rows(ABOUT_THEM, { pseudonyms: [...pseudonyms, subject.person] }, Listed);
    const opened = await tx.rows(CONTENTS, { keys: [...keys], limit: MOST_OPENED + 1 }, Part);
    const { looks, read: looksRead } = await looksAt(tx, subject, events);
    const who = await whoIs(
      tx,
      [...about, ...looks].map(({ account }) => account),
    );
    const totalEvents = counts.reduce((sum, each) => sum + each.events, 0);
    return {
      accounts: accounts.map(accountTold),
      pseudonyms: [...pseudonyms],
      rights: about.map((each) => ({ ...listed(each), roles: rolesIn(each.facts), by: who(each.account) })),
      counts: counts.map(({ first, last, ...each }) => ({ ...each, first: instantOf(first), last: instantOf(last) })),
      events: events.map(listed),
      totalEvents,
      truncated: events.length < totalEvents,
      sessions: await sessionsOf(tx, subject),
      passkeys: await passkeysHeld(tx, subject),
      parts: partsTold(await partsOf(tx, subject)),
      contents: await Promise.all(opened.slice(0, MOST_OPENED).map(content)),
      contentsTruncated: opened.length > MOST_OPENED,
      lookedAtBy: looks.map((each) => ({ ...listed(each), by: who(each.account) })),
      looksRead,
      quarantined: await countNaming(tx, new Set(keys)),
      asOf: await asOf(tx),
    };
  });
}
