import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ACTIONS } from "@/graph-schema/actions";
import { FACTS_OF } from "@/graph-schema/artifacts";
import { ENVELOPE_CLASSES, FACT_CLASSES } from "@/graph-schema/classification";
import { Envelope } from "@/graph-schema/envelope";
import { AccountRow, CallerKeyRow, CredentialRow, PasskeyRow, SessionRow, TokenRow } from "@/lib/identity/rows";
import { dataClassesDocument, ROW_CLASSES } from "./classification";

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

test("every fact of every action and artifact has one class, and none is personal or secret", () => {
  const facts = [...Object.values(ACTIONS).map(({ facts: told }) => told), ...Object.values(FACTS_OF)];
  const classified = Object.values(FACT_CLASSES).flat();
  expect(sorted(classified)).toEqual(sorted(facts.flatMap((shape) => Object.keys(shape.shape))));
  expect(classified).toHaveLength(new Set(classified).size);
  expect(Object.keys(FACT_CLASSES)).toEqual(expect.not.arrayContaining(["personal", "secret"]));
});

test("every field of the envelope has a class, and none is personal or secret", () => {
  expect(sorted(Object.keys(ENVELOPE_CLASSES))).toEqual(sorted(Object.keys(Envelope.shape)));
  expect(Object.values(ENVELOPE_CLASSES)).toEqual(expect.not.arrayContaining(["personal", "secret"]));
});

test("every field of every row that grants power has a class", () => {
  const shapes = { Account: AccountRow, Credential: CredentialRow, Session: SessionRow, ApiToken: TokenRow };
  for (const [label, { shape }] of Object.entries({ ...shapes, CallerKey: CallerKeyRow, Passkey: PasskeyRow })) {
    const [, classes = {}] = Object.entries(ROW_CLASSES).find(([name]) => name === label) ?? [];
    expect(sorted(Object.keys(classes)), label).toEqual(sorted(Object.keys(shape)));
  }
});

test("docs/data-classes.md is what the tables say", () => {
  const committed = readFileSync(join(import.meta.dirname, "..", "..", "docs", "data-classes.md"), "utf8");
  expect(committed === dataClassesDocument(), "run `npx pedigree docs` and commit what it writes").toBe(true);
});
