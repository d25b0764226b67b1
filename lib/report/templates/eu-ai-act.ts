import type { Template } from "../template";

/** Articles 11 and 12 with Annex IV, 18 and 19 of the AI Act, as far as a record of lineage and decisions can answer them. */
export const EU_AI_ACT: Template = {
  name: "EU AI Act: which record answers which clause",
  source:
    "Regulation (EU) 2024/1689, Articles 11, 12, 18 and 19 and Annex IV, in our words. It shows what is on record; whether that is enough is for the reader to judge.",
  clauses: [
    {
      clause: "Art. 11(1), Annex IV 1(a)",
      demand: "The system, its version and how it relates to earlier ones are described.",
      answeredBy: ["version"],
      open: ["The intended purpose and the provider are not part of the record."],
    },
    {
      clause: "Annex IV 2(a), (b)",
      demand: "How it was developed: methods and steps, design choices, assumptions.",
      answeredBy: ["run", "code", "environment", "parameters"],
      open: ["The reasons for design choices are not part of the record."],
    },
    {
      clause: "Annex IV 2(d)",
      demand:
        "The data: where they come from, their scope and main characteristics, how they were obtained and selected.",
      answeredBy: ["training_data"],
      open: ["How data were labelled and cleaned is not part of the record."],
    },
    {
      clause: "Annex IV 2(e), Art. 14",
      demand: "Human oversight is assessed and possible.",
      answeredBy: ["approvals"],
      open: ["Oversight while it is used is not part of the record, apart from rollbacks and incidents."],
    },
    {
      clause: "Annex IV 2(g)",
      demand:
        "It was validated and tested: metrics for accuracy, robustness and discriminatory effects, test logs dated and signed by those responsible.",
      answeredBy: ["metrics", "tests", "fairness"],
      open: [],
    },
    {
      clause: "Annex IV 5, Art. 9",
      demand: "The risk management system is described.",
      answeredBy: [],
      open: ["It is not part of the record; attach it as a report."],
    },
    {
      clause: "Annex IV 6",
      demand: "Changes made through its life are described.",
      answeredBy: ["changes"],
      open: [],
    },
    {
      clause: "Annex IV 9, Art. 72",
      demand: "How its performance is observed after it is on the market.",
      answeredBy: ["observations", "incidents"],
      open: ["The plan itself is not part of the record."],
    },
    {
      clause: "Art. 12(1)",
      demand: "Events are recorded automatically over its lifetime.",
      answeredBy: ["log", "proof"],
      open: ["Only what was told to Pedigree, or done through it, is recorded."],
    },
    {
      clause: "Art. 12(2)(a)",
      demand: "The logs identify situations that may present a risk, and substantial modifications.",
      answeredBy: ["changes", "incidents"],
      open: [],
    },
    {
      clause: "Art. 12(2)(b), (c)",
      demand: "The logs help to observe it after it is on the market, and to monitor its operation.",
      answeredBy: ["predictions", "observations"],
      open: [],
    },
    {
      clause: "Art. 18(1)",
      demand: "The documentation is kept for ten years after the system was placed on the market.",
      answeredBy: ["proof"],
      open: ["Keep this file for as long: it can be checked without the installation that made it."],
    },
    {
      clause: "Art. 19(1)",
      demand: "The logs are kept for a time that fits the purpose, at least six months.",
      answeredBy: ["oldest"],
      open: [],
    },
  ],
};
