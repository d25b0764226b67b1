import neo4j, { type Plan } from "neo4j-driver";
import { configuration } from "@/lib/env";

function operators(plan: Plan): string[] {
  return [`${plan.operatorType} ${plan.arguments.Details ?? ""}`, ...plan.children.flatMap(operators)];
}

/** For tests: the operators by which the database would carry out `query`, each with its details. */
export async function explain(queries: readonly string[]): Promise<string[][]> {
  const { uri, user, password } = configuration().neo4j;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  const session = driver.session();
  try {
    const found: string[][] = [];
    for (const query of queries) {
      const { summary } = await session.run(`EXPLAIN ${query}`);
      found.push(summary.plan ? operators(summary.plan) : []);
    }
    return found;
  } finally {
    await driver.close();
  }
}
