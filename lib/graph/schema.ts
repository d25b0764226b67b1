import { z } from "zod";
import { autocommit } from "./session";

// An index that stands in for a constraint of the same name would not be one.
const PRESENT = [
  ["constraint", "SHOW CONSTRAINTS YIELD name"],
  ["index", "SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL"],
] as const;
const Names = z.array(z.object({ name: z.string() }));

/** Which of the constraints and indexes in `wanted`, each as in `constraint event_id`, the database lacks. */
export async function missingFromSchema(wanted: readonly string[]): Promise<string[]> {
  const present = new Set<string>();
  for (const [kind, query] of PRESENT) {
    for (const { name } of Names.parse(await autocommit(query))) {
      present.add(`${kind} ${name}`);
    }
  }
  return wanted.filter((name) => !present.has(name));
}
