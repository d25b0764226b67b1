import { expect, test } from "vitest";
import { migrate } from "@/lib/graph/migrate";
import { autocommit } from "@/lib/graph/session";
import { PROBE_LABEL } from "../names";
import { mutations, PERMITTED, RECORD } from "./mutations";
import { GUARDED_LABELS } from "./words";

/** The whole record: nodes with a guarded label, and whatever is tied to one. */
const THE_RECORD = `
  MATCH (n) WHERE any(label IN labels(n) WHERE label IN $guarded) OR EXISTS { (n)--(m) WHERE any(l IN labels(m) WHERE l IN $guarded) }
  OPTIONAL MATCH (n)-[r]->(m)
  WITH n, r, m ORDER BY type(r), elementId(r)
  RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties,
         collect([type(r), properties(r), elementId(m)]) AS links ORDER BY id`;

function theRecord(): Promise<unknown[]> {
  return autocommit(THE_RECORD, { guarded: GUARDED_LABELS.filter((label) => label !== PROBE_LABEL) });
}

let count = 0;

/** Another small record; the parameters that name its parts. */
async function newRecord() {
  count += 1;
  const names = Object.fromEntries(["e", "a", "d", "y", "actor", "f", "p"].map((name) => [name, `${name}-${count}`]));
  await autocommit(RECORD, names);
  return { ...names, n: count };
}

async function messageOf(statement: Promise<unknown>): Promise<string> {
  return statement.then(
    () => "",
    (error: unknown) => String(error),
  );
}

/** The promises of the guard, whichever way it is installed. `beforehand` installs it. */
export function vetoSuite(beforehand: () => Promise<void>): void {
  test("the guard is in force", async () => {
    await migrate();
    await beforehand();
  });

  const refusals: string[] = [];
  let attacked: Awaited<ReturnType<typeof newRecord>> | undefined;

  // Some procedures report success after a veto, or fail for a reason of their own: the state alone counts.
  test.each(mutations())("$name leaves everything as it was", async ({ cypher }) => {
    const names = attacked ?? (await newRecord());
    attacked = undefined;
    await autocommit("MERGE (f:Other {id: $f}) SET f.note = 'n'", names);
    const before = await theRecord();
    const message = await messageOf(autocommit(cypher, names));
    expect(await theRecord()).toEqual(before);
    expect(message).not.toMatch(/SyntaxError|ProcedureNotFound|ParameterMissing|EntityNotFound/);
    refusals.push(message);process.stderr.write(`REF ${cypher.slice(0,90)} => ${message.slice(0,160)}\n`);
    attacked = names;
  });

  test("nearly every refusal is the guard's own", () => {
    const own = refusals.filter((message) => message.includes("AUDIT_IMMUTABLE"));
    expect(own.length).toBeGreaterThan(0.85 * mutations().length);
  });

  test.each(PERMITTED)("$name is permitted", async ({ cypher }) => {
    const names = await newRecord();
    expect(await messageOf(autocommit(cypher, names))).toBe("");
  });

  test("a transaction of 20,000 foreign nodes costs seconds at most", async () => {
    const began = Date.now();
    await autocommit("UNWIND range(1, 20000) AS i CREATE (:Foreign {i: i})-[:NEAR]->(:Foreign {j: i})");
    expect(Date.now() - began).toBeLessThan(10_000);
    await autocommit("MATCH (n:Foreign) DETACH DELETE n");
  });
}
