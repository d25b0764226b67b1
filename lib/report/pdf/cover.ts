import { sha256 } from "@/lib/hash";
import { base64 } from "@/lib/tlog/hash";
import type { Evidence } from "../evidence";
import type { Position } from "../position";
import { GLOSSARY, HOW_TO_VERIFY } from "../texts";
import { moment } from "../words";
import { deflated } from "./attachment";
import { Paper } from "./paper";

const EVIDENCE = "evidence.zip";
const NO_GAP = "None was found by these rules: a run with data, code and environment; nothing cut, altered or hidden.";

/** A report before it is written: its question and answer, and the evidence that it rests on. */
export interface Report {
  readonly title: string;
  readonly project: string;
  readonly question: string;
  /** In sentences. */
  readonly answer: readonly string[];
  /** What the record does not say, and what was left out, in sentences. */
  readonly gaps: readonly string[];
  readonly evidence: Evidence;
  /** The events that it shows. */
  readonly events: readonly string[];
  /** How many volumes tell the whole. */
  readonly volumes: number;
  /** Writes everything between the gaps and the glossary. */
  readonly write: (paper: Paper) => Promise<void> | void;
}

/** Writes a report: the question and the answer first, the evidence inside, and at the end what the words mean and how to check it. */
export async function pdfOf(
  report: Report,
  zip: Uint8Array,
  position: Position,
  isSimulation: boolean,
): Promise<Uint8Array> {
  const { title, project, question, answer, gaps, evidence, write } = report;
  const compressing = deflated(zip);
  const paper = new Paper(title, new Date(position.asOf.at));
  paper.facts([
    ["Project", isSimulation ? `${project} (a simulation: whoever acts says when)` : project],
    ["Question", question],
    ["As of", `${moment(position.asOf.at)} UTC, entry ${position.tree.size} of the log ${position.tree.origin}`],
    ["Root of the log", base64(position.tree.root)],
    ["Evidence", `${evidence.entries.length} events with their proofs, in the attached file ${EVIDENCE}`],
    ["Its SHA-256", sha256(zip)],
  ]);
  paper.section("Answer");
  for (const sentence of answer) {
    paper.paragraph(sentence);
  }
  paper.section("Gaps");
  for (const gap of gaps.length > 0 ? gaps : [NO_GAP]) {
    paper.paragraph(gap);
  }
  await write(paper);
  paper.section("Words");
  paper.facts(GLOSSARY);
  paper.section("How to check this document");
  for (const sentence of HOW_TO_VERIFY) {
    paper.paragraph(sentence);
  }
  paper.attach({
    name: EVIDENCE,
    size: zip.length,
    deflated: await compressing,
    description: "The events with their proofs, and the same in other formats. Check it by `pedigree verify`.",
  });
  return paper.finished();
}
