import { z } from "zod";
import { type Migration, migrations, mismatch, stated } from "@/graph-schema/migrations/list";
import { VOCABULARY } from "@/graph-schema/vocabulary";
import { counted } from "@/lib/contract/amount";
import { SetupError } from "@/lib/errors";
import { missingFromSchema } from "./schema";
import { autocommit, read, type WriteTx, write } from "./session";

const Applied = z.object({ id: z.string(), checksum: z.string() });

// What the runner itself stands on; too early for a migration.
const FIRST = [
  "CREATE CONSTRAINT lock_key IF NOT EXISTS FOR (l:Lock) REQUIRE l.key IS UNIQUE",
  "CREATE CONSTRAINT migration_id IF NOT EXISTS FOR (m:Migration) REQUIRE m.id IS UNIQUE",
];

const NAME = `
  CALL () { UNWIND $labels AS name CALL db.createLabel(name) }
  CALL () { UNWIND $relationships AS name CALL db.createRelationshipType(name) }
  CALL () { UNWIND $properties AS name CALL db.createProperty(name) }`;

const TAKE_LOCK = "MERGE (lock:Lock {key: 'migrate'}) SET lock.at = timestamp()";
const APPLIED = "MATCH (m:Migration) RETURN m.id AS id, m.checksum AS checksum ORDER BY id";
const MARK = "MERGE (m:Migration {id: $id}) ON CREATE SET m.checksum = $checksum, m.appliedAt = $at";

// Building an index over a large record takes its time, and the lock is held meanwhile.
const TIMEOUT_MS = 30 * 60_000;

const ATTEMPTS = 20;

/** The events that have more than one place in the log. An edited row may name its event by anything. */
const DOUBLED_LEAVES = `
  MATCH (l:LogLeaf)
  WITH l.eventId AS event, collect(toStringOrNull(l.index)) AS places
  WHERE size(places) > 1
  RETURN toStringOrNull(event) AS event, places ORDER BY event`;
const Doubled = z.object({ event: z.string().nullable(), places: z.array(z.string()) });

/**
 * Runs one schema statement. Instances that make the same constraint at once run into each other: some are told that it
 * exists, some are chosen to end a deadlock.
 */
async function schema(statement: string, attemptsLeft = ATTEMPTS): Promise<void> {
  try {
    await autocommit(statement);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const mayPass = code.endsWith("AlreadyExists") || code.startsWith("Neo.TransientError.");
    if (!mayPass || attemptsLeft === 0) {
      throw error;
    }
    await new Promise((later) => setTimeout(later, 50 + Math.random() * 200));
    await schema(statement, attemptsLeft - 1);
  }
}

/** Makes what `statement` states. Throws with the remedy where an event has two leaves: then no constraint on leaves can be made. */
async function build(statement: string): Promise<void> {
  await schema(statement).catch(async (error: unknown) => {
    const doubled = statement.includes(":LogLeaf)") ? await read((tx) => tx.rows(DOUBLED_LEAVES, {}, Doubled)) : [];
    const [first, ...more] = doubled;
    if (!first) {
      throw error;
    }
    const others = more.length > 0 ? `, and ${counted(more.length, "more event has", "more events have")}` : "";
    throw new SetupError(
      `The event ${first.event ?? "without a name"} has ${first.places.length} leaves in the log, at ${first.places.join(" and ")}${others}: somebody wrote beside the app, and no constraint keeps an event from a second place.`,
      "Put back the newest backup of the database. Or move the folder `neo4j` of PEDIGREE_HOME aside and run `npm start -- --restore`, which rebuilds it from the log's files, checked against the last signed checkpoint. Find out who wrote it.",
    );
  });
}

function refuse(found: { id: string; why: "unknown" | "changed" }): never {
  if (found.why === "unknown") {
    throw new SetupError(
      `The schema of the database is newer than this code: it has migration ${found.id}, which this version does not know.`,
      "Update this clone (git pull) and start again, or use another database.",
    );
  }
  throw new SetupError(
    `Migration ${found.id} is not the one that was applied to this database: either its file was changed since, or the database's Migration row was altered.`,
    `Restore graph-schema/migrations/${found.id}.cypher as it was (git checkout), and put the change into a new migration. ` +
      "If the file is as it was released, somebody altered the database: verify the record before you go on.",
  );
}

function refuseMismatch(known: readonly Migration[], applied: readonly z.infer<typeof Applied>[]): void {
  const found = mismatch(known, applied);
  if (found) {
    refuse(found);
  }
}

/**
 * Makes anew what the migrations stated and the database lacks, and returns its names: somebody dropped it, and without
 * it a thing could be recorded twice.
 */
export async function restoreSchema(known: readonly Migration[] = migrations()): Promise<string[]> {
  const statements = stated([...FIRST, ...known.flatMap((migration) => migration.statements)]);
  const missing = await missingFromSchema([...statements.keys()]);
  for (const name of missing) {
    await build(statements.get(name) ?? "").catch((error: unknown) => {
      if (error instanceof SetupError) {
        throw error;
      }
      throw new SetupError(
        `The database lacks ${name}, and it cannot be made anew: ${error instanceof Error ? error.message : error}`,
        "Somebody dropped it, and what was written since contradicts it. Do not use this database before you know who did that and why.",
      );
    });
  }
  if (missing.length > 0) {
    await autocommit("CALL db.awaitIndexes(1800)");
  }
  return missing;
}

async function applyMissing(lock: WriteTx, known: readonly Migration[]): Promise<string[]> {
  await lock.run(TAKE_LOCK, {});
  const applied = await lock.rows(APPLIED, {}, Applied);
  refuseMismatch(known, applied);
  const done = new Set(applied.map(({ id }) => id));
  const missing = known.filter(({ id }) => !done.has(id));
  for (const { id, checksum, statements } of missing) {
    // A crash in between leaves a part of them; each says IF NOT EXISTS, so the next start goes through them again.
    for (const statement of statements) {
      await build(statement);
    }
    await autocommit("CALL db.awaitIndexes(1800)");
    await write((tx) => tx.run(MARK, { id, checksum, at: new Date().toISOString() }));
  }
  return missing.map(({ id }) => id);
}

/**
 * Brings the database to the schema of this code and returns the ids of what it applied. The lock row is held by an
 * open transaction, so a second instance waits, and a dead one holds nothing. Schema statements cannot share that
 * transaction; they run beside it.
 */
export async function migrate(known: readonly Migration[] = migrations()): Promise<string[]> {
  const applied = await applyAll(known);
  await autocommit(NAME, VOCABULARY);
  return applied;
}

async function applyAll(known: readonly Migration[]): Promise<string[]> {
  // Nearly every start finds everything done; it needs no lock to see that.
  const applied = await read((tx) => tx.rows(APPLIED, {}, Applied));
  refuseMismatch(known, applied);
  if (applied.length === known.length) {
    return [];
  }
  for (const statement of FIRST) {
    await schema(statement);
  }
  return write((lock) => applyMissing(lock, known), TIMEOUT_MS);
}
