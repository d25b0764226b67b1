import { expect, test } from "vitest";
import { HIDES_THE_VETO, mutations, PERMITTED, RECORD } from "@/graph-schema/guard/mutations";
import type { Mutation } from "@/graph-schema/guard/rows";
import { GUARDED_LABELS, KEPT_LABELS } from "@/graph-schema/guard/words";
import { PROBE_LABEL } from "@/graph-schema/names";
import { migrate } from "./migrate";
import { autocommit } from "./session";

/** The whole record, with what the attacks use: nodes with a guarded label, whatever is tied to one, the operational rows that stay. */
const THE_RECORD = `
  MATCH (n) WHERE any(label IN labels(n) WHERE label IN $guarded) OR EXISTS { (n)--(m) WHERE any(l IN labels(m) WHERE l IN $guarded) }
  OPTIONAL MATCH (n)-[r]->(m)
  WITH n, r, m ORDER BY type(r), elementId(r)
  RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties,
         collect([type(r), properties(r), elementId(m)]) AS links ORDER BY id`;

function theRecord(): Promise<unknown[]> {
  const guarded = [...GUARDED_LABELS, ...KEPT_LABELS, "Other"].filter((label) => label !== PROBE_LABEL);
  return autocommit(THE_RECORD, { guarded });
}

let count = 0;

/** Another small record; the parameters that name its parts. */
async function newRecord() {
  count += 1;
  const names = Object.fromEntries(["e", "a", "d", "y", "actor", "f", "p"].map((name) => [name, `${name}-${count}`]));
  const parameters = { ...names, n: count };
  await autocommit(RECORD, parameters);
  return parameters;
}

/** Something to attack, and the whole record before. What withstood one attack stands for the next. */
async function target() {
  return { names: await newRecord(), record: await theRecord() };
}

async function messageOf(statement: Promise<unknown>): Promise<string> {
  return statement.then(
    () => "",
    (error: unknown) => String(error),
  );
}

async function timeOf(pairs: number): Promise<number> {
  const began = performance.now();
  await autocommit("UNWIND range(1, $pairs) AS i CREATE (:Foreign {i: i})-[:NEAR]->(:Foreign {i: i})", { pairs });
  return performance.now() - began;
}

/** Each way to change something once, now of one thing and then of another. */
export function eachWayOnce(): readonly Mutation[] {
  const ways = new Map<string, Mutation[]>();
  for (const mutation of mutations()) {
    const way = mutation.name.replace(/^[^:]*: /, "");
    ways.set(way, [...(ways.get(way) ?? []), mutation]);
  }
  return [...ways.values()].flatMap((targets, at) => targets[at % targets.length] ?? []);
}

/** The promises of the guard, whichever way it is installed. `beforehand` installs it. */
export function vetoSuite(beforehand: () => Promise<void>, attacks = mutations()): void {
  test("the guard is in force", async () => {
    await migrate();
    await beforehand();
  });

  let withstood: Awaited<ReturnType<typeof target>> | undefined;

  // What a procedure reports proves nothing: the state alone counts.
  test.each(attacks)("$name leaves everything as it was", async ({ name, cypher, rule }) => {
    const { names, record } = withstood ?? (await target());
    withstood = undefined;
    const message = await messageOf(autocommit(cypher, names));
    expect(await theRecord()).toEqual(record);
    expect(message).toMatch(
      HIDES_THE_VETO.test(name) ? /^$|hook failure|AUDIT_IMMUTABLE/ : `AUDIT_IMMUTABLE ${rule ?? ""}`,
    );
    withstood = { names, record };
  });

  test.each(PERMITTED)("$name is permitted", async ({ cypher }) => {
    const names = await newRecord();
    expect(await messageOf(autocommit(cypher, names))).toBe("");
  });

  // Looking something up in a list once per node would make eight times the nodes cost 64 times as much.
  test("the guard's cost grows with the size of a transaction, not with its square", async () => {
    await timeOf(2_500);
    const small = Math.min(await timeOf(2_500), await timeOf(2_500));
    const large = Math.min(await timeOf(20_000), await timeOf(20_000));
    expect(large).toBeLessThan(24 * small);
  });
}
