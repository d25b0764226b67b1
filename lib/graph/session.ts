import neo4j, {
  type Driver,
  type ManagedTransaction,
  type Session,
  type SessionMode,
  type Transaction,
} from "neo4j-driver";
import type { z } from "zod";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { Afterwards } from "./afterwards";

/** What a query takes, by name. */
export type Parameters = Record<string, unknown>;

/** A transaction that reads. Every row is parsed: what the database holds is not trusted to have its shape. */
export interface ReadTx {
  rows<Row extends z.ZodType>(query: string, parameters: Parameters, row: Row): Promise<z.infer<Row>[]>;
}

/** A transaction that may write. `run` is for statements whose rows nobody needs; it may be sent ahead of others. */
export interface WriteTx extends ReadTx {
  run(query: string, parameters: Parameters): Promise<void>;
  /** Calls `then` when this transaction has ended, in whatever way. */
  onEnd(then: () => void): void;
  /** Runs `then` after the commit, before the writer gets its answer. Its failure is the writer's, and undoes nothing. */
  afterCommit(then: () => Promise<void>): void;
}

/** Thrown by what a transaction does when what it stands on is gone: `write` runs it again in a new one. */
export class Outdated extends Error {
  override readonly name = "Outdated";
}

// The framework may load a module twice; two drivers would be two pools.
const shared = globalThis as typeof globalThis & { pedigreeDriver?: Driver; pedigreeFarewell?: () => Promise<void> };

/** The process's one driver. Integers come back as numbers: nothing stored exceeds the safe range. */
function driver(): Driver {
  if (!shared.pedigreeDriver) {
    const { uri, user, password } = configuration().neo4j;
    if (!uri) {
      throw new SetupError(
        "No database is configured.",
        "Run `npm start`, or set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD.",
      );
    }
    shared.pedigreeDriver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
      disableLosslessIntegers: true,
      maxConnectionPoolSize: 64,
      connectionAcquisitionTimeout: 20_000,
      maxTransactionRetryTime: 15_000,
      telemetryDisabled: true,
      userAgent: "pedigree",
    });
  }
  return shared.pedigreeDriver;
}

/** The driver sends every JavaScript number as a float; ours are all safe integers and must stay integers. */
function integers(value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map(integers);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, integers(inner)]));
  }
  return value;
}

function transaction(tx: Pick<ManagedTransaction | Transaction, "run">, after = new Afterwards()): WriteTx {
  return {
    onEnd: (then) => void after.ends.push(then),
    afterCommit: (then) => void after.commits.push(then),
    async rows(query, parameters, row) {
      const result = await tx.run(query, integers(parameters));
      return result.records.map((record) => row.parse(record.toObject()));
    },
    async run(query, parameters) {
      await tx.run(query, integers(parameters));
    },
  };
}

// A statement that hangs must not hold its locks for ever.
const TIMEOUT_MS = 30_000;

/** Runs `work` in a read transaction; it may run again after a transient error, so it changes nothing else. */
export async function read<T>(work: (tx: ReadTx) => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  const session = driver().session({ database: configuration().neo4j.database, defaultAccessMode: neo4j.session.READ });
  try {
    return await session.executeRead((tx) => work(transaction(tx)), { timeout: timeoutMs });
  } finally {
    await session.close();
  }
}

/**
 * Reads with each statement in a transaction of its own: one round trip instead of three. What failed for a while
 * is tried again as {@link read} does.
 */
export const single: ReadTx = {
  rows: (query, parameters, row) =>
    statement(neo4j.session.READ, query, parameters, row).catch((error: unknown) => {
      if (!isUnavailable(error)) {
        throw error;
      }
      return read((tx) => tx.rows(query, parameters, row));
    }),
};

/** Writes by one statement in a transaction of its own, as {@link single} reads. What failed is not tried again. */
export const singleWrite: ReadTx = {
  rows: (query, parameters, row) => statement(neo4j.session.WRITE, query, parameters, row),
};

async function statement<Row extends z.ZodType>(
  defaultAccessMode: SessionMode,
  query: string,
  parameters: Parameters,
  row: Row,
): Promise<z.infer<Row>[]> {
  const session = driver().session({ database: configuration().neo4j.database, defaultAccessMode });
  try {
    const result = await session.run(query, integers(parameters), { timeout: TIMEOUT_MS });
    return result.records.map((record) => row.parse(record.toObject()));
  } finally {
    await session.close();
  }
}

// Twice in a row nothing is gone that was made anew in between, unless something is broken.
const MOST_RUNS = 3;

/** The first run does not wait for its BEGIN, which spares a round trip; what failed for a while is the driver's to repeat. */
async function writeOnce<T>(session: Session, work: (tx: WriteTx) => Promise<T>, timeout: number): Promise<T> {
  const after = new Afterwards();
  const tx = session.beginTransaction({ timeout });
  try {
    const result = await commit(tx, work, after).catch(async (error: unknown) => {
      await tx.close().catch(() => undefined);
      if (!isUnavailable(error)) {
        throw error;
      }
      const repeat = (managed: ManagedTransaction) => {
        after.again();
        return work(transaction(managed, after));
      };
      return session.executeWrite(repeat, { timeout });
    });
    after.ended();
    await after.committed();
    return result;
  } finally {
    after.ended();
  }
}

async function commit<T>(tx: Transaction, work: (tx: WriteTx) => Promise<T>, after: Afterwards): Promise<T> {
  const result = await work(transaction(tx, after));
  await tx.commit();
  return result;
}

/**
 * Runs `work` in a write transaction and returns after its commit; it may run again after a transient error, or when it
 * says that it is {@link Outdated}.
 */
export async function write<T>(work: (tx: WriteTx) => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  const session = driver().session({ database: configuration().neo4j.database });
  try {
    for (let run = 1; ; run++) {
      try {
        return await writeOnce(session, work, timeoutMs);
      } catch (error) {
        if (!(error instanceof Outdated) || run === MOST_RUNS) {
          throw error;
        }
      }
    }
  } finally {
    await session.close();
  }
}

/** Runs one statement in a transaction of its own: schema commands, and `CALL {} IN TRANSACTIONS`. */
export async function autocommit(query: string, parameters: Parameters = {}, database?: string): Promise<unknown[]> {
  const session = driver().session({ database: database ?? configuration().neo4j.database });
  try {
    const result = await session.run(query, integers(parameters));
    return result.records.map((record) => record.toObject());
  } finally {
    await session.close();
  }
}

/** Names what this process has to tell the database before it closes its connections. */
export function beforeClose(farewell: () => Promise<void>): void {
  shared.pedigreeFarewell = farewell;
}

/** Closes the connections of this process. */
export async function closeGraph(): Promise<void> {
  // A database that is gone is told nothing; nothing depends on that.
  await shared.pedigreeFarewell?.().catch(() => undefined);
  delete shared.pedigreeFarewell;
  await shared.pedigreeDriver?.close();
  delete shared.pedigreeDriver;
}

/** Did a uniqueness constraint refuse the write? Another transaction created the same thing first. */
export function isConflict(error: unknown): boolean {
  return error instanceof neo4j.Neo4jError && error.code === "Neo.ClientError.Schema.ConstraintValidationFailed";
}

/** Is the database away or overloaded, so that the same request may succeed later? */
export function isUnavailable(error: unknown): boolean {
  return error instanceof neo4j.Neo4jError && neo4j.isRetryableError(error);
}
