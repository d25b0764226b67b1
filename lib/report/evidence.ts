import { z } from "zod";
import type { ReadTx } from "@/lib/graph/session";
import { publicKeys, signLines } from "@/lib/keys/client";
import { hashReader } from "@/lib/log/publish";
import type { LogStorage } from "@/lib/log/storage";
import { type DossierEntry, type DossierEvidence, packDossier } from "@/lib/tlog/dossier";
import { leafHash } from "@/lib/tlog/hash";
import { formatProof } from "@/lib/tlog/proof";
import { inclusionProof } from "@/lib/tlog/tree";
import { verifyInclusion } from "@/lib/tlog/verify";
import type { Position } from "./position";
import { ENTRIES_OF } from "./queries";

const Row = z.object({ index: z.int(), id: z.string(), note: z.string() });

/** Events as entries of the log, each with its proof. */
export interface ProvenEntries {
  readonly entries: readonly DossierEntry[];
  /** The places of the events in the log, by their ids. */
  readonly places: ReadonlyMap<string, number>;
  /** What is not among them, in sentences. */
  readonly gaps: readonly string[];
}

/** The events `ids` as entries of the log; those that the database changed since are left out, and said. */
export async function provenEntries(
  tx: ReadTx,
  storage: LogStorage,
  { tree, note: checkpoint }: Position,
  ids: readonly string[],
): Promise<ProvenEntries> {
  const rows = await tx.rows(ENTRIES_OF, { ids, size: tree.size }, Row);
  const reader = hashReader(storage, tree.size);
  const entries: DossierEntry[] = [];
  const places = new Map<string, number>();
  const altered: number[] = [];
  for (const { index, id, note } of rows) {
    const hashes = await inclusionProof(reader, index, tree.size);
    const isSame = verifyInclusion(leafHash(Buffer.from(note)), index, tree, hashes).valid;
    if (isSame) {
      places.set(id, index);
      entries.push({ index, note, proof: formatProof({ index, hashes, checkpoint }) });
    } else {
      altered.push(index);
    }
  }
  const missing = ids.length - rows.length;
  const gaps = [
    ...altered.map(
      (index) => `Entry ${index} of the log is not what the database holds: it was altered, and is left out.`,
    ),
    ...(missing > 0 ? [`${missing} events have no place in the log at this position, and are left out.`] : []),
  ];
  return { entries, places, gaps };
}

/** Packs entries, and documents that were made from them, into a zip that is checked without us. */
export async function packEvidence(
  { tree, note: checkpoint }: Position,
  evidence: Pick<DossierEvidence, "about" | "entries" | "documents">,
): Promise<Uint8Array> {
  const sign = async (line: string) => (await signLines([line])).join("");
  return packDossier({ ...evidence, checkpoint, tree, trust: await publicKeys() }, sign);
}
