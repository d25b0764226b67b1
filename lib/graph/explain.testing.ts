import neo4j, { type Plan } from "neo4j-driver";
import { configuration } from "@/lib/env";

function operators(plan: Plan): string[] {
  return [`${plan.operatorType} ${plan.arguments.Details ?? ""}`, ...plan.children.flatMap(operators)];
}

/** How the database would carry out a statement. */
export interface Explained {
  /** The operators, each with its details. */
  readonly operators: readonly string[];
  /** What it says of labels, relationship types and properties that it has never seen. */
  readonly unknown: readonly string[];
}

/** For tests: asks the database how it would carry out each of `queries`. */
export async function explain(queries: readonly string[]): Promise<Explained[]> {
  const { uri, user, password } = configuration().neo4j;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  const session = driver.session();
  try {
    const found: Explained[] = [];
    for (const query of queries) {
      const { plan, notifications } = (await session.run(`EXPLAIN ${query}`)).summary;
      const unknown = notifications.filter(({ code }) => /\.Unknown\w+Warning$/.test(code));
      found.push({ operators: plan ? operators(plan) : [], unknown: unknown.map(({ description }) => description) });
    }
    return found;
  } finally {
    await driver.close();
  }
}
