import { readFileSync } from "node:fs";
import { join } from "node:path";
import neo4j, { type Driver, type Integer } from "neo4j-driver";
import { POINTING_UPSTREAM } from "@/graph-schema/catalogue";

type Row = Record<string, unknown>;

/** A row of `floor/record.cypher`: one recorded prediction, as the database holds it. */
export interface Written {
  readonly event: Row & { id: string; eventId: string };
  readonly prediction: Row & { id: string };
  readonly served: Row;
  readonly outbox: Row & { stamp: Integer };
  readonly payloads: readonly (Row & { id: string; name: string })[];
  readonly deployment: string;
  readonly actor: string;
  readonly project: string;
}

function statement(name: string): string {
  const text = readFileSync(join(import.meta.dirname, "floor", `${name}.cypher`), "utf8");
  return text.replaceAll("$usual", POINTING_UPSTREAM.join("|"));
}

const WALK = statement("walk");
const RECORD = statement("record");
const WRITTEN = statement("written");

/** The database spoken to with nothing between: what Pedigree is measured against. */
export class Floor {
  readonly #driver: Driver;
  /** Environment variables that point the product at the same database. */
  readonly environment: Readonly<Record<string, string>>;

  /** The local database of the app whose state lies in `home`. */
  constructor(home: string) {
    const port = readFileSync(join(home, "neo4j", "port"), "utf8");
    const password = readFileSync(join(home, "secrets", "neo4j-password"), "utf8");
    const uri = `bolt://127.0.0.1:${port}`;
    this.#driver = neo4j.driver(uri, neo4j.auth.basic("neo4j", password), { telemetryDisabled: true });
    this.environment = { NEO4J_URI: uri, NEO4J_USER: "neo4j", NEO4J_PASSWORD: password };
  }

  async rows(query: string, parameters: Row): Promise<Row[]> {
    const session = this.#driver.session();
    try {
      const result = await session.run(query, parameters);
      return result.records.map((record) => record.toObject());
    } finally {
      await session.close();
    }
  }

  /** The artifacts upstream of a prediction, with their relationships. */
  walk(project: string, id: string): Promise<Row[]> {
    return this.rows(WALK, { project, id });
  }

  /** Writes predictions that the API wrote before once more, in one transaction. */
  async record(rows: readonly Written[]): Promise<void> {
    await this.rows(RECORD, { rows });
  }

  /** What the API wrote for the predictions of `project`. */
  async written(project: string): Promise<Written[]> {
    return (await this.rows(WRITTEN, { project })) as unknown as Written[];
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
}

/** The same rows under new identities, recorded by `actor`. */
export function again(written: Written, mark: string, actor: string): Written {
  const { event, prediction, outbox, payloads } = written;
  const id = `${event.id}-${mark}`;
  return {
    ...written,
    actor,
    event: { ...event, id, eventId: `${event.eventId}-${mark}` },
    prediction: { ...prediction, id: `${prediction.id}-${mark}`, event_id: id },
    served: { ...written.served, event_id: id },
    outbox: { ...outbox, eventId: id },
    payloads: payloads.map((part) => ({ ...part, id: `${id}/${part.name}`, event_id: id })),
  };
}
