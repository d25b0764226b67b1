import type { AuditRow } from "@/lib/contract/reply";
import { DECISIONS } from "../answer";
import type { Contents } from "../dossier";
import { GLOSSARY, HOW_TO_VERIFY } from "../texts";
import { called, deed, kindName, moment, person, why } from "../words";
import { drawLineage } from "./drawing";
import type { Paper } from "./paper";

const WHEN = { head: "When (UTC)", share: 0.19 } as const;

function about({ subject }: AuditRow): string {
  return subject ? called(subject) : "";
}

function decisions(paper: Paper, events: readonly AuditRow[]): void {
  paper.section("Decisions");
  paper.paragraph(
    "Who asked, who approved or rejected, what was overridden, promoted, deployed and taken back, refusals included.",
  );
  paper.table(
    [
      WHEN,
      { head: "What", share: 0.17 },
      { head: "About", share: 0.23 },
      { head: "Who", share: 0.2 },
      { head: "Why not, or what it means", share: 0.2 },
    ],
    events
      .filter(({ action }) => DECISIONS.some((each) => each === action))
      .map((event) => [moment(event.at), deed(event), about(event), person(event.who), why(event) || meaning(event)]),
    "Nothing was decided.",
  );
}

/** What the signer of an act said that their signature means. */
function meaning({ facts }: AuditRow): string {
  const { meaning: said } = facts;
  return typeof said === "string" ? said : "";
}

function artifacts(paper: Paper, { gathered }: Contents): void {
  paper.section("Artifacts");
  paper.table(
    [
      { head: "Kind", share: 0.16 },
      { head: "Id", share: 0.24 },
      { head: "SHA-256", share: 0.42, isCode: true },
      { head: "Recorded (UTC)", share: 0.18 },
    ],
    gathered.recorded.artifacts.map(({ type, id, facts, recordedAt, origin }) => [
      kindName(type),
      origin === "asserted" ? `${id} (asserted)` : id,
      typeof facts.sha256 === "string" ? facts.sha256 : "not recorded",
      moment(recordedAt),
    ]),
    "No artifact is recorded.",
  );
}

function claims(paper: Paper, { gathered }: Contents): void {
  paper.section("Attestations");
  const text = (value: unknown) => (typeof value === "string" ? value : "not recorded");
  paper.table(
    [
      { head: "Attestation", share: 0.4 },
      { head: "Claim", share: 0.2 },
      { head: "Result", share: 0.2 },
      { head: "Recorded (UTC)", share: 0.2 },
    ],
    gathered.recorded.artifacts
      .filter(({ type }) => type === "attestation")
      .map(({ id, facts, recordedAt }) => [id, text(facts.claim), text(facts.result), moment(recordedAt)]),
    "Nothing was attested.",
  );
}

function everything(paper: Paper, { gathered, packed }: Contents): void {
  const rows = (events: readonly AuditRow[]) =>
    events.map((event) => [
      `${packed.places.get(event.id) ?? "none"}`,
      moment(event.recordedAt),
      deed(event),
      about(event),
      person(event.who),
    ]);
  const columns = [
    { head: "Entry", share: 0.08 },
    { ...WHEN, share: 0.21 },
    { head: "What", share: 0.17 },
    { head: "About", share: 0.3 },
    { head: "Who", share: 0.24 },
  ];
  paper.section("All events");
  paper.paragraph(
    "Each is in the attached evidence under the number of its entry, signed by the recorder and proven to be in the log.",
  );
  paper.table(columns, rows(gathered.recorded.events), "No event is recorded.");
  if (gathered.looks) {
    paper.section("Who looked at it");
    paper.table(columns, rows(gathered.looks), "Nobody looked at it.");
  }
}

/** Who is named in the tables, with the pseudonym that the log holds of each. */
function people(paper: Paper, { gathered }: Contents): void {
  const { recorded, looks = [] } = gathered;
  const known = new Map([...recorded.events, ...looks].map(({ who }) => [who.account, who]));
  paper.section("People and services");
  paper.table(
    [
      { head: "Name", share: 0.25 },
      { head: "User name", share: 0.2 },
      { head: "Kind", share: 0.1 },
      { head: "Pseudonym in the log", share: 0.45, isCode: true },
    ],
    [...known.values()].map(({ name, username, type, account }) => [
      name ?? "not known, or erased",
      username ?? "",
      type,
      account,
    ]),
    "Nobody is named.",
  );
}

/** Writes what follows the answer: the gaps, the drawing, the tables, what the words mean and how to check all of it. */
export async function writeBody(paper: Paper, contents: Contents, gaps: readonly string[]): Promise<void> {
  const { recorded } = contents.gathered;
  paper.section("Gaps");
  for (const gap of gaps.length > 0
    ? gaps
    : ["None was found by these rules: a run with data, code and environment; nothing cut, altered or hidden."]) {
    paper.paragraph(gap);
  }
  paper.section("Lineage");
  await drawLineage(paper, recorded);
  decisions(paper, recorded.events);
  claims(paper, contents);
  artifacts(paper, contents);
  everything(paper, contents);
  people(paper, contents);
  paper.section("Words");
  paper.facts(GLOSSARY);
  paper.section("How to check this document");
  for (const sentence of HOW_TO_VERIFY) {
    paper.paragraph(sentence);
  }
}
