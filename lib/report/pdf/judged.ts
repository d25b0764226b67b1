import { sayRule, sayWhere } from "@/lib/contract/policy-words";
import { sayReason } from "@/lib/contract/reasons";
import { SCORE_QUESTIONS, type Score } from "@/lib/contract/scorecard";
import type { PolicyAsOf } from "../policy";
import type { Answered } from "../template";
import { called, listed } from "../words";
import type { Paper } from "./paper";

const STATES = { met: "yes", unmet: "no", unknown: "unknown" } as const;

/** Writes the auditor's questions about the model version with their answers. */
export function writeScores(paper: Paper, scores: readonly Score[]): void {
  paper.section("Scorecard");
  paper.note("Computed from the events in the attached evidence, as of its position.");
  paper.table(
    [
      { head: "Question", share: 0.32 },
      { head: "Answer", share: 0.1 },
      { head: "Why", share: 0.33 },
      { head: "Rests on", share: 0.25 },
    ],
    scores.map(({ check, state, reasons, evidence }) => [
      SCORE_QUESTIONS[check],
      STATES[state],
      reasons.map(sayReason).join(" "),
      listed(evidence.map(called)),
    ]),
    "There is no model version to ask about.",
  );
}

/** Writes the policy that decided at the position, in words. */
export function writePolicy(paper: Paper, policy: PolicyAsOf | undefined): void {
  paper.section("Policy in force");
  if (!policy) {
    paper.paragraph("Its text is gone from the database.");
    return;
  }
  const { document, digest, eventId } = policy;
  paper.facts([
    ["Name", document.name],
    ["Digest", digest],
    ["Published by", eventId === null ? "nobody: it holds where no other was published" : `event ${eventId}`],
  ]);
  for (const rule of document.rules) {
    paper.subheading(rule.name);
    paper.paragraph([sayWhere(rule), ...sayRule(rule)].join(" "));
  }
}

/** Writes what of the record answers each clause of a law. */
export function writeClauses(paper: Paper, { name, source, rows }: Answered): void {
  paper.section(name);
  paper.note(source);
  paper.table(
    [
      { head: "Clause", share: 0.12 },
      { head: "What it asks for", share: 0.3 },
      { head: "What of this record answers it", share: 0.33 },
      { head: "What remains open", share: 0.25 },
    ],
    rows.map(({ clause, demand, answers, open }) => [clause, demand, answers.join(" "), open.join(" ")]),
    "It has no clauses.",
  );
}
