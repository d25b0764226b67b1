import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { ReadTx, WriteTx } from "@/lib/graph/session";
import { canonicalJson } from "@/lib/hash";
import { confirmHeads, keyedDigest } from "@/lib/keys/client";
import type { Recorded } from "./draft";
import { latestEvents } from "./latest";
import { IN_QUARANTINE, SET_ASIDE } from "./queries";

/** A row by which an act is found by the ids of what it set aside. What waits is said by the act itself. */
const Row = z.strictObject({
  project: z.string(),
  eventId: z.string(),
  act: z.string(),
  /** Rows of earlier versions bear the key of whoever the event names. */
  key: z.string().optional(),
});
type Row = z.infer<typeof Row>;

const Act = z.object({ id: z.string() });

function mac(row: Row): Promise<string> {
  return keyedDigest("seal:quarantine", canonicalJson(row));
}

/** The row, if we wrote it exactly so; undefined where its seal says that somebody else did. */
export async function openedRow(raw: Readonly<Record<string, unknown>>): Promise<Row | undefined> {
  const { mac: found, ...rest } = raw;
  const row = Row.safeParse(rest).data;
  if (!row || typeof found !== "string") {
    return undefined;
  }
  const [wanted, given] = [Buffer.from(await mac(row)), Buffer.from(found)];
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? row : undefined;
}

/** How an event in quarantine is called outside of the database, where its act is kept: whoever deletes the row hides nothing. */
async function headOf(project: string, eventId: string): Promise<string> {
  return `quarantined:${await keyedDigest("requests", canonicalJson({ project, eventId }))}`;
}

/** Writes the rows of `act`, and keeps outside of the database by which act these events were set aside last. */
export async function keepRows(tx: WriteTx, rows: readonly Omit<Row, "act" | "key">[], act: Recorded): Promise<void> {
  const whole = rows.map((row) => ({ ...row, act: act.id }));
  await tx.run(SET_ASIDE, { rows: await Promise.all(whole.map(async (row) => ({ ...row, mac: await mac(row) }))) });
  const subjects = await Promise.all(rows.map(({ project, eventId }) => headOf(project, eventId)));
  const { stamp: sequence, eventSha256: digest } = act;
  tx.afterCommit(() => confirmHeads(subjects.map((subject) => ({ subject, sequence, digest, action: "quarantine" }))));
}

/** Which acts set these events aside, as the rows say it or as is known outside of the database; "gone" for one that the database lost. */
export async function actsOf(tx: ReadTx, project: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows(IN_QUARANTINE, { project, ids }, Act);
  const known = await latestEvents(tx, await Promise.all(ids.map((id) => headOf(project, id))));
  const kept = [...known.values()].map((event) => (event === "gone" ? event : event.envelope.id));
  return new Set([...rows.map(({ id }) => id), ...kept]);
}
