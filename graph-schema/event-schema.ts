import { z } from "zod";
import { ACTIONS, WIRE_ACTIONS } from "./actions";
import { FACTS_OF } from "./artifacts";
import { ARTIFACT_TYPES } from "./names";
import { WireEvent } from "./wire";

type JsonSchema = Record<string, unknown>;

function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
}

/** What the metadata of each action may say that is kept as a permanent fact; anything else in it is kept encrypted. */
function factsOfActions(): JsonSchema[] {
  return WIRE_ACTIONS.filter((name) => Object.keys(ACTIONS[name].facts.shape).length > 0).map((name) => ({
    if: { properties: { action: { const: name } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { metadata: schemaOf(ACTIONS[name].facts) } },
  }));
}

/** What a declared artifact of each type may say of itself. */
function factsOfTypes(): JsonSchema[] {
  return ARTIFACT_TYPES.map((type) => ({
    if: { properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: schemaOf(FACTS_OF[type]).properties },
  }));
}

/** The JSON Schema of one event as producers send it: what the server checks of its shape, for other languages. */
export function eventJsonSchema(): JsonSchema {
  const event = z.toJSONSchema(WireEvent, { io: "input" });
  const { declares } = event.properties ?? {};
  const items = typeof declares === "object" && "items" in declares ? declares.items : {};
  return {
    ...event,
    $id: "https://pedigree.local/schemas/event/v1.json",
    title: "Pedigree event",
    description:
      "One event of the audit trail. POST one, or an array of up to 1,000, to /api/v1/events. Signed by its sender it stands in a DSSE envelope of the payload type application/vnd.pedigree.event+json.",
    properties: {
      ...event.properties,
      declares: { ...Object(declares), items: { ...Object(items), allOf: factsOfTypes() } },
    },
    allOf: factsOfActions(),
  };
}
