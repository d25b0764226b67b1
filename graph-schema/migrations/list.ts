import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One versioned change of the schema. Its file is never edited once it has been applied anywhere. */
export interface Migration {
  readonly id: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

const FILE_NAME = /^(\d{4}-[a-z0-9-]+)\.cypher$/;

/** The migration that a file of this name and text states; each statement ends with a semicolon at the end of a line. */
export function parseMigration(id: string, text: string): Migration {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const statements = lines
    .filter((line) => !line.trimStart().startsWith("//"))
    .join("\n")
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return { id, checksum: createHash("sha256").update(lines.join("\n")).digest("hex"), statements };
}

/** All migrations of this version of the code, in order. */
export function migrations(folder: string = import.meta.dirname): Migration[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const id = FILE_NAME.exec(file)?.[1];
      return id === undefined ? [] : [parseMigration(id, readFileSync(join(folder, file), "utf8"))];
    });
}

const STATEMENT = /^(CREATE|DROP) (?:TEXT |FULLTEXT )?(CONSTRAINT|INDEX) (\w+) IF (?:NOT )?EXISTS\b/;

/** Each constraint and index that is there after these statements, as in `constraint event_id`, with the one that makes it. */
export function stated(statements: readonly string[]): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const statement of statements) {
    const [, verb, kind, name] = STATEMENT.exec(statement) ?? [];
    if (!verb || !kind || !name) {
      throw new Error(
        `a migration makes or drops a named constraint or index; this statement does neither: ${statement}`,
      );
    }
    const what = `${kind.toLowerCase()} ${name}`;
    if (verb === "CREATE") {
      made.set(what, statement);
    } else {
      made.delete(what);
    }
  }
  return made;
}

/** What a database has applied, as its Migration nodes say. */
export interface Applied {
  readonly id: string;
  readonly checksum: string;
}

/** The first of `applied` that this code cannot stand on, and why. */
export function mismatch(known: readonly Migration[], applied: readonly Applied[]) {
  for (const { id, checksum } of applied) {
    const ours = known.find((migration) => migration.id === id);
    if (!ours) {
      return { id, why: "unknown" as const };
    }
    if (ours.checksum !== checksum) {
      return { id, why: "changed" as const };
    }
  }
  return undefined;
}
