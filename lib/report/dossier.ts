import type { DossierQuery, DossierType } from "@/lib/contract/dossier";
import { read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { logStorage } from "@/lib/log/open";
import { base64 } from "@/lib/tlog/hash";
import { answerOf } from "./answer";
import { evidenceOf, type PackedEvidence } from "./evidence";
import { type Gathered, gather } from "./gather";
import { writeBody } from "./pdf/body";
import { Paper } from "./pdf/paper";
import { type Position, positionAt } from "./position";
import { called, moment } from "./words";

/** What is asked for: about which artifact, as of which checkpoint of the log (the published one where none is named). */
export interface Asked {
  readonly project: string;
  readonly focus: { readonly type: DossierType; readonly id: string };
  readonly size?: number | undefined;
  /** The document with the evidence inside of it, or the evidence alone. */
  readonly format: DossierQuery["format"];
  /** May the reader know who looked? */
  readonly maySeeLooks: boolean;
}

/** A dossier, and what it says. */
export interface Dossier {
  readonly bytes: Uint8Array;
  /** The size of the log as of which it speaks. */
  readonly size: number;
  /** The events in it. */
  readonly events: readonly string[];
}

/** Everything that goes into the document. */
export interface Contents {
  readonly gathered: Gathered;
  readonly packed: PackedEvidence;
  readonly position: Position;
}

const EVIDENCE = "evidence.zip";

async function paperOf(contents: Contents, type: DossierType): Promise<Uint8Array> {
  const { gathered, packed, position } = contents;
  const { project, focus } = gathered.recorded;
  const { question, answer, gaps } = answerOf(gathered.recorded, type);
  const paper = new Paper(`Dossier: ${called(focus)}`, new Date(position.asOf.at));
  paper.facts([
    ["Project", project],
    ["Question", question],
    ["As of", `${moment(position.asOf.at)} UTC, entry ${position.tree.size} of the log ${position.tree.origin}`],
    ["Root of the log", base64(position.tree.root)],
    ["Evidence", `${packed.places.size} events with their proofs, in the attached file ${EVIDENCE}`],
    ["Its SHA-256", sha256(packed.zip)],
  ]);
  paper.section("Answer");
  for (const sentence of answer) {
    paper.paragraph(sentence);
  }
  await writeBody(paper, contents, [...gaps, ...gathered.gaps, ...packed.gaps]);
  paper.attach({
    name: EVIDENCE,
    bytes: packed.zip,
    description: "The events with their proofs, and the same in other formats. Check it by `pedigree verify`.",
  });
  return paper.finished();
}

/** Makes the dossier. The same question at the same checkpoint gives the same bytes. */
export async function dossierOf({ project, focus, size, format, maySeeLooks }: Asked): Promise<Dossier> {
  const storage = logStorage();
  const contents = await read(async (tx) => {
    const position = await positionAt(tx, storage, size);
    const gathered = await gather(tx, { project, focus, position }, maySeeLooks);
    return { position, gathered, packed: await evidenceOf(tx, storage, position, gathered) };
  });
  const { recorded, looks = [] } = contents.gathered;
  return {
    bytes: format === "pdf" ? await paperOf(contents, focus.type) : contents.packed.zip,
    size: contents.position.tree.size,
    events: [...recorded.events, ...looks].map(({ id }) => id),
  };
}
