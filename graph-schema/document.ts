import { z } from "zod";
import { ACTION_NAMES, type ActionName, action } from "./actions";
import { FACTS_OF } from "./artifacts";
import { RECORD_RELATIONSHIPS, RELATIONSHIP_TYPES, type RelationshipType, relationship } from "./catalogue";
import { ARTIFACT_TYPES, LABEL_OF, OPERATIONAL_LABELS, RECORD_LABELS } from "./names";

/** A relationship between more pairs of labels than this is drawn to one box for all of them. */
const MOST_DRAWN = 6;

const Property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

function kindOf(schema: unknown): string {
  const { type, enum: values, format, pattern, anyOf } = Property.parse(schema);
  if (values) {
    return values.map((value) => `\`${value}\``).join(", ");
  }
  if (pattern?.includes("sha256")) {
    return "digest";
  }
  if (anyOf) {
    return "number";
  }
  return { object: "map", array: "list", integer: "whole number", string: format ?? "text" }[type ?? ""] ?? type ?? "";
}

function facts(schema: z.ZodObject): string {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  const named = Object.entries(properties).map(([name, property]) => `${name} (${kindOf(property)})`);
  return named.join("; ") || "–";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function arrows(rel: RelationshipType): string[] {
  const { from, to } = relationship(rel);
  if (from.length * to.length <= MOST_DRAWN) {
    return from.flatMap((tail) => to.map((head) => `  ${tail} -->|${rel}| ${head}`));
  }
  return from.map((tail) => `  ${tail} -->|${rel}| Several`);
}

function diagram(): string {
  const boxes = ["  Several([several kinds, see the table])"];
  return ["```mermaid", "flowchart LR", ...boxes, ...RELATIONSHIP_TYPES.flatMap(arrows), "```"].join("\n");
}

function relationshipRow(rel: RelationshipType): string[] {
  const { from, to, upstream, single, says } = relationship(rel);
  const one = single === undefined ? "–" : `one per ${(single === "from" ? from : to).join(", ")}`;
  return [`\`${rel}\``, from.join(", "), says, to.join(", "), upstream === "to" ? "head" : "tail", one];
}

function actionRow(name: ActionName): string[] {
  const { family, introduces, facts: lifted } = action(name);
  return [`\`${name}\``, family, introduces?.map((type) => `\`${type}\``).join(", ") ?? "–", facts(lifted)];
}

const FAMILIES = `A *fact* happened to artifacts. A *decision* is somebody's, and is acted only through its own route; sent as an event
it stands as asserted. A *look* is somebody seeing something. *content* is about bytes of artifacts, as Pedigree itself took and
hashed them, *account* about sign-ins and rights, *privacy* about what is kept of persons, *system* what Pedigree does itself. Producers may send facts and decisions.`;

/** docs/graph-schema.md: what can stand in the graph, out of the tables from which everything else is made, too. */
export function graphSchemaDocument(): string {
  const artifacts = ARTIFACT_TYPES.map((type) => [LABEL_OF[type], `\`${type}\``, facts(FACTS_OF[type])]);
  const record = RECORD_LABELS.filter((label) => !Object.values<string>(LABEL_OF).includes(label));
  return `# The graph

Generated from \`graph-schema/\` by \`npx pedigree docs\`; do not edit.

Everything that people ask about is an artifact. Artifacts are joined by the relationships below. Nothing that stands in
the graph changes: what is new is added. An arrow points as it is stored; a walk *upstream* goes to what came before.

${diagram()}

## Artifacts

Each node has the labels \`Artifact\` and its own, and \`project\`, \`type\`, \`id\` (unique together), \`event_id\`, \`stamp\`,
\`recorded_at\`, \`origin\`. No fact is required: what is unknown is absent.

${table(["Label", "Type on the wire", "Facts"], artifacts)}

## Relationships

Each has \`event_id\`, \`stamp\`, \`origin\`, and where it was said a \`role\`.

${table(["Type", "From", "", "To", "Came first", "At most"], RELATIONSHIP_TYPES.map(relationshipRow))}

## Actions

${FAMILIES}

${table(["Action", "Family", "Introduces", "Facts lifted out of the metadata"], ACTION_NAMES.map(actionRow))}

## The record

Besides artifacts these nodes are evidence and never change: ${record.map((label) => `\`${label}\``).join(", ")}.
They are joined by ${RECORD_RELATIONSHIPS.map((rel) => `\`${rel}\``).join(", ")}.

Rows that may change and are never evidence: ${OPERATIONAL_LABELS.map((label) => `\`${label}\``).join(", ")}.
`;
}
