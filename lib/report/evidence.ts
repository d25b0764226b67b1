import { z } from "zod";
import { Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import { mlBom } from "@/lib/exchange/cyclonedx";
import { provDocument } from "@/lib/exchange/prov-json";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import { trainingProvenance } from "@/lib/exchange/slsa";
import type { ReadTx } from "@/lib/graph/session";
import { publicKeys } from "@/lib/keys/client";
import { hashReader } from "@/lib/log/publish";
import type { LogStorage } from "@/lib/log/storage";
import { type DossierEntry, packDossier } from "@/lib/tlog/dossier";
import { leafHash } from "@/lib/tlog/hash";
import { formatProof } from "@/lib/tlog/proof";
import { inclusionProof } from "@/lib/tlog/tree";
import { verifyInclusion } from "@/lib/tlog/verify";
import type { Gathered } from "./gather";
import type { Position } from "./position";
import { ENTRIES_OF } from "./queries";

const Row = z.object({ index: z.int(), id: z.string(), note: z.string() });

/** The events as entries of the log, each with its proof; those that the database changed since are left out, and said. */
async function entriesOf(
  tx: ReadTx,
  storage: LogStorage,
  { tree, note: checkpoint }: Position,
  ids: readonly string[],
) {
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
  return { entries, places, altered, missing: ids.length - rows.length };
}

/** The artifacts as the entries themselves declare them, so that whoever checks the entries has checked these. */
function declared(entries: readonly DossierEntry[], wanted: ReadonlySet<string>) {
  return entries.flatMap(({ index, note }) => {
    const { created = [] } = Envelope.parse(JSON.parse(note.slice(0, note.indexOf("\n"))));
    return created.filter((each) => wanted.has(refKey(each))).map((each) => ({ ...each, entry: index }));
  });
}

function documentsOf(recorded: RecordedLineage, artifacts: unknown): Record<string, string> {
  const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const provenance = trainingProvenance(recorded);
  return {
    "artifacts.json": text(artifacts),
    "lineage.prov.json": text(provDocument(recorded)),
    "model.cdx.json": text(mlBom(recorded)),
    ...(provenance ? { "training.intoto.json": text(provenance) } : {}),
  };
}

/** The evidence of what was gathered: a zip that is checked without us, and what it lacks, in sentences. */
export interface PackedEvidence {
  readonly zip: Uint8Array;
  /** The places of its events in the log, by their ids. */
  readonly places: ReadonlyMap<string, number>;
  readonly gaps: readonly string[];
}

/** Packs the events with their proofs and the documents made from them. */
export async function evidenceOf(
  tx: ReadTx,
  storage: LogStorage,
  position: Position,
  { recorded, looks = [] }: Gathered,
): Promise<PackedEvidence> {
  const ids = [...new Set([...recorded.events, ...looks].map(({ id }) => id))];
  const { entries, places, altered, missing } = await entriesOf(tx, storage, position, ids);
  const { project, focus, artifacts } = recorded;
  const wanted = new Set(artifacts.map((each: Ref) => refKey(each)));
  const zip = packDossier({
    about: { project, type: focus.type, id: focus.id },
    checkpoint: position.note,
    tree: position.tree,
    trust: await publicKeys(),
    entries,
    documents: documentsOf(recorded, declared(entries, wanted)),
  });
  const gaps = [
    ...altered.map(
      (index) => `Entry ${index} of the log is not what the database holds: it was altered, and is left out.`,
    ),
    ...(missing > 0 ? [`${missing} events have no place in the log at this position, and are left out.`] : []),
  ];
  return { zip, places, gaps };
}
