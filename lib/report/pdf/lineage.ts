import type { AuditRow, Who } from "@/lib/contract/reply";
import type { Score } from "@/lib/contract/scorecard";
import { DECISIONS } from "../answer";
import { chainsOf } from "../chain";
import type { Gathered } from "../gather";
import type { LogEvent } from "../scored";
import type { Answered } from "../template";
import { deed, factsText, kindName, moment, person, when, why } from "../words";
import { writeChains } from "./chain";
import { drawLineage } from "./drawing";
import { writeClauses, writePolicy, writeScores } from "./judged";
import type { Paper } from "./paper";
import { about, type InLog, WHEN, writeEvents, writePeople } from "./tables";

/** What goes into the document about an artifact. */
export interface LineageContents {
  readonly gathered: Gathered;
  readonly events: readonly LogEvent[];
  readonly scores: readonly Score[];
  readonly inLog: InLog;
  /** The clauses of a law or a norm with what of the record answers each; undefined where nobody asked for them. */
  readonly answered: Answered | undefined;
}

function decisions(paper: Paper, events: readonly AuditRow[]): void {
  paper.section("Decisions");
  paper.paragraph(
    "Everything that was decided about these artifacts, other versions and what is only asserted included, and what was refused.",
  );
  paper.table(
    [
      WHEN,
      { head: "What", share: 0.2 },
      { head: "About", share: 0.23 },
      { head: "Who", share: 0.18 },
      { head: "Why not", share: 0.2 },
    ],
    events
      .filter(({ action }) => DECISIONS.some((each) => each === action))
      .map((event) => [when(event), deed(event), about(event), person(event.who), why(event)]),
    "Nothing was decided.",
  );
}

function artifacts(paper: Paper, { recorded }: Gathered): void {
  paper.section("Artifacts");
  paper.table(
    [
      { head: "Kind", share: 0.14 },
      { head: "Id", share: 0.2 },
      { head: "What is recorded of it", share: 0.48 },
      { head: "Recorded (UTC)", share: 0.18 },
    ],
    recorded.artifacts.map(({ type, id, facts, recordedAt, origin }) => [
      kindName(type),
      origin === "asserted" ? `${id} (asserted)` : id,
      factsText(facts),
      moment(recordedAt),
    ]),
    "No artifact is recorded.",
  );
}

/** The bytes that were attached, which Pedigree hashed itself or refers to. */
function bytes(paper: Paper, { recorded }: Gathered): void {
  const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
  paper.section("Bytes");
  paper.table(
    [
      { head: "Attached to", share: 0.28 },
      { head: "As", share: 0.12 },
      { head: "SHA-256", share: 0.44 },
      { head: "Bytes", share: 0.16 },
    ],
    recorded.events
      .filter(({ action, outcome }) => action === "attach" && outcome === "done")
      .map((event) => [about(event), text(event.facts.role), text(event.facts.digest), text(event.facts.size_bytes)]),
    "None are attached: of what was made only digests are recorded.",
  );
}

function claims(paper: Paper, { recorded }: Gathered): void {
  const text = (value: unknown) => (typeof value === "string" ? value : "not recorded");
  const makers = new Map(recorded.events.map((event) => [event.id, event]));
  paper.section("Attestations");
  paper.table(
    [
      { head: "Attestation", share: 0.22 },
      { head: "Claim and result", share: 0.18 },
      { head: "Stated by", share: 0.2 },
      WHEN,
      { head: "Values", share: 0.21 },
    ],
    recorded.artifacts
      .filter(({ type }) => type === "attestation")
      .map(({ id, facts: { claim, result, ...facts }, eventId, recordedAt, origin }) => {
        const event = makers.get(eventId);
        return [
          id,
          `${text(claim)}: ${text(result)}`,
          `${event ? person(event.who) : "not known"} (${origin})`,
          event ? when(event) : moment(recordedAt),
          factsText(facts),
        ];
      }),
    "Nothing was attested.",
  );
}

/** Incidents and findings: what went wrong with it, as far as it is recorded. */
function troubles(paper: Paper, { recorded }: Gathered): void {
  const kinds = ["incident", "finding"];
  paper.section("Incidents and findings");
  paper.table(
    [WHEN, { head: "What", share: 0.25 }, { head: "About", share: 0.36 }, { head: "Who", share: 0.2 }],
    recorded.events
      .filter(({ subject }) => subject && kinds.includes(subject.type))
      .map((event) => [when(event), deed(event), about(event), person(event.who)]),
    "None is recorded.",
  );
}

function namesIn(rows: readonly AuditRow[]): (account: string) => Who {
  const known = new Map(rows.map(({ who }) => [who.account, who]));
  return (account) => known.get(account) ?? { account, type: "user", name: null, username: null };
}

/** Writes what the record says about an artifact: the drawing, the scorecard, the decisions, and every event. */
export async function writeLineage(paper: Paper, contents: LineageContents): Promise<void> {
  const { gathered, events, scores, inLog, answered } = contents;
  const { recorded, looks, policy } = gathered;
  const all = [...recorded.events, ...(looks ?? [])];
  if (answered) {
    writeClauses(paper, answered);
  }
  writeScores(paper, scores);
  await drawLineage(paper, recorded);
  writeChains(paper, chainsOf(events.map(({ event }) => event)), namesIn(all));
  writePolicy(paper, policy);
  decisions(paper, recorded.events);
  claims(paper, gathered);
  troubles(paper, gathered);
  artifacts(paper, gathered);
  bytes(paper, gathered);
  paper.section("All events");
  paper.paragraph(
    "Each is in the attached evidence under the number of its entry, signed by the recorder and proven to be in the log.",
  );
  await writeEvents(paper, recorded.events, inLog, "No event is recorded.");
  if (looks) {
    paper.section("Who looked at it");
    await writeEvents(paper, looks, inLog, "Nobody looked at it.");
  }
  writePeople(paper, all);
}
