import { z } from "zod";
import { Ref } from "@/graph-schema/names";
import { Stamp } from "@/graph-schema/values";
import { NotFound } from "@/lib/errors";
import type { ReadTx } from "@/lib/graph/session";
import { StoredText } from "@/lib/graph/stored";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import { OPEN_REQUESTS, PREDICTION, REQUEST } from "./queries";
import { isEntry, type Standing, standingOf } from "./standing";

export const EntryRow = NoteRow.extend({ following: z.array(StoredText) });
type EntryRow = z.infer<typeof EntryRow>;

/** Where the entries of these rows stand; those that no signed event made are left out. */
export async function standings(rows: readonly EntryRow[]): Promise<Standing[]> {
  const all = await Promise.all(
    rows.map(async ({ note, following }) => {
      const [asked, ...later] = await provenEnvelopes([note, ...following]);
      return isEntry(asked)
        ? [
            standingOf(
              asked,
              later.filter((each) => each !== undefined),
            ),
          ]
        : [];
    }),
  );
  return all.flat();
}

/** The requests that are open, in all projects, the oldest first. */
export async function openRequests(tx: ReadTx): Promise<Standing[]> {
  const found = await standings(await tx.rows(OPEN_REQUESTS, {}, EntryRow));
  return found.filter(({ end }) => end === undefined);
}

/** The entry `id` of a project. Throws NotFound where there is none. */
export async function loadEntry(tx: ReadTx, project: string, id: string): Promise<Standing> {
  const [found] = await standings(await tx.rows(REQUEST, { id }, EntryRow));
  if (!found || found.asked.id !== id || found.asked.project !== project) {
    throw new NotFound(`there is no reproduction ${id}`);
  }
  return found;
}

const Made = z.object({ stamp: Stamp, made: z.array(Ref) });

/** When the prediction was recorded, and what made it; undefined where there is none. */
export async function predictionOf(tx: ReadTx, project: string, id: string) {
  const [row] = await tx.rows(PREDICTION, { project, id }, Made);
  return row;
}
