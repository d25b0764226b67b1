import { z } from "zod";

const words = new WeakMap<z.ZodType, ReadonlySet<string>>();

function collect(schema: unknown, found: Set<string>): void {
  if (Array.isArray(schema)) {
    for (const inner of schema) {
      collect(inner, found);
    }
  } else if (schema !== null && typeof schema === "object") {
    for (const [name, inner] of Object.entries(schema)) {
      if (name === "properties" && inner !== null && typeof inner === "object") {
        for (const property of Object.keys(inner)) {
          found.add(property);
        }
      }
      collect(inner, found);
    }
  }
}

/** The field names that `schema` knows. */
function wordsOf(schema: z.ZodType): ReadonlySet<string> {
  const known = words.get(schema);
  if (known) {
    return known;
  }
  const found = new Set<string>();
  collect(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), found);
  words.set(schema, found);
  return found;
}

/** `pointer` with a star for each name that the caller made up: the log keeps no text of theirs. */
export function impersonalPointer(pointer: string, schemas: readonly z.ZodType[]): string {
  const isOurs = (step: string) =>
    step === "" ||
    /^\d{1,4}$/.test(step) ||
    step === "content-type" ||
    schemas.some((schema) => wordsOf(schema).has(step));
  const steps = pointer.split("/").slice(0, 12);
  return steps.map((step) => (isOurs(step) ? step : "*")).join("/");
}
