import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { lineOf } from "@/lib/ledger/event-node";
import type { DossierEntry } from "@/lib/tlog/dossier";
import type { Position } from "./position";
import { REFERRED } from "./queries";

/** In words, what events refer to, by their ids. */
export type Referred = ReadonlyMap<string, string>;

const Referring = z.object({ id: z.string(), refers_to: z.string().optional() });
const Row = z.object({ id: z.string(), index: z.int(), action: z.string() });

/** What an entry refers to, as its line says it: few do, and to parse all of a long period takes a tenth of its time. */
const REFERS = '"refers_to":';

function referring({ note }: DossierEntry): [id: string, to: string][] {
  if (!note.includes(REFERS)) {
    return [];
  }
  const { id, refers_to: to } = Referring.parse(JSON.parse(lineOf(note)));
  return to === undefined ? [] : [[id, to]];
}

/** What the entries refer to: other events, by their entries in the log as of the position. */
export async function referredBy(tx: ReadTx, { tree }: Position, entries: readonly DossierEntry[]): Promise<Referred> {
  const all = entries.flatMap(referring);
  const ids = [...new Set(all.map(([, to]) => to))];
  const rows = await tx.rows(REFERRED, { ids, size: tree.size }, Row);
  const known = new Map(rows.map(({ id, index, action }) => [id, `entry ${index} (${action.replaceAll("_", " ")})`]));
  return new Map(all.map(([id, to]) => [id, known.get(to) ?? `event ${to}`]));
}
