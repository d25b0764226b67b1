import { describe, expect, test } from "vitest";
import { churn } from "@/lib/exchange/churn.testing";
import { answered } from "./template";
import { EU_AI_ACT } from "./templates/eu-ai-act";

describe("a template", () => {
  test("names for each clause what of the record answers it, and what is missing", () => {
    const { rows } = answered(EU_AI_ACT, churn());
    const of = (clause: string) => rows.find((row) => row.clause === clause);
    expect(of("Annex IV 2(d)")?.answers.join(" ")).toContain("dataset version");
    expect(rows.map(({ clause }) => clause)).toEqual(EU_AI_ACT.clauses.map(({ clause }) => clause));
  });

  test("says of an empty record that nothing answers, and never that nothing is open", () => {
    const nothing = { ...churn(), artifacts: [], edges: [], events: [] };
    const { rows } = answered(EU_AI_ACT, nothing);
    expect(rows.find(({ clause }) => clause === "Annex IV 2(d)")).toMatchObject({
      answers: [],
      open: ["The data are not recorded.", "How data were labelled and cleaned is not part of the record."],
    });
    expect(rows.filter(({ clause, open }) => clause.startsWith("Annex IV 2") && open.length === 0)).toEqual([]);
  });
});
