import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { graphSchemaDocument } from "./document";
import { eventJsonSchema } from "./event-schema";

const DOCS = join(import.meta.dirname, "..", "docs");
const stale = "is not what graph-schema/ says: run `npx pedigree docs` and commit what it writes";

test("docs/graph-schema.md is what the schema says", () => {
  expect(readFileSync(join(DOCS, "graph-schema.md"), "utf8") === graphSchemaDocument(), stale).toBe(true);
});

test("docs/event.schema.json is what the server checks", () => {
  const committed: unknown = JSON.parse(readFileSync(join(DOCS, "event.schema.json"), "utf8"));
  expect(committed, stale).toEqual(eventJsonSchema());
});

test("the event's schema asks for what the lesson's first exercise lists", () => {
  const schema = z
    .looseObject({ required: z.array(z.string()), properties: z.record(z.string(), z.unknown()) })
    .parse(eventJsonSchema());
  expect(schema.required).toEqual(["event_id", "action", "timestamp", "subject"]);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["actor", "related", "metadata", "integrity"]));
  const rules = z.array(z.looseObject({ if: z.unknown() })).parse(schema.allOf);
  const promotion = rules.find((rule) => JSON.stringify(rule.if).includes('"promote"'));
  expect(JSON.stringify(promotion)).toMatch(/from_stage.*to_stage.*metrics/);
});
