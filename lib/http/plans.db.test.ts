import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { type Explained, explain } from "@/lib/graph/explain.testing";
import { walkQuery } from "@/lib/lineage/walk-query";

// A statement is planned on an empty record, as on the first day, and that plan stays for a quarter of an hour, whatever is recorded meanwhile.
ownDatabase({ isFresh: true });

/** Every statement that a module exports, also those in tables. */
function statements(exported: object): [string, string][] {
  return Object.entries(exported).flatMap(([name, value]): [string, string][] => {
    if (typeof value === "string") {
      return /MATCH|CREATE|MERGE/.test(value) ? [[name, value]] : [];
    }
    return value !== null && typeof value === "object" ? statements(value) : [];
  });
}

const WALK = walkQuery([{ side: "upstream", depth: 10, beyond: false }], 1);
const FILES = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("queries.ts"));
const MODULES: object[] = await Promise.all(FILES.map((file) => import(join(process.cwd(), "lib", file))));
const ALL = [...MODULES, { WALK }].flatMap(statements);

let explained: Explained[] = [];

beforeAll(async () => {
  explained = await explain(ALL.map(([, query]) => query));
});

/** The operators like `like` in the plans of those statements of which `of` holds. */
function found(like: RegExp, of: (query: string) => boolean = () => true): string[] {
  return ALL.flatMap(([name, query], index) =>
    of(query)
      ? (explained[index]?.operators ?? []).filter((each) => like.test(each)).map((each) => `${name}: ${each}`)
      : [],
  );
}

// Neo4j uses an index of several properties only where the statement says something about each of them.
test("no statement reads the whole log or all artifacts: each begins at an index", () => {
  expect(ALL.length).toBeGreaterThan(50);
  expect(found(/^(AllNodesScan|NodeByLabelScan.*:(AuditEvent|Artifact|Payload))/)).toEqual([]);
});

test("no statement that names an action reads all events that were done", () => {
  const namesOne = (query: string) => /e\.action (=|IN) ['[]/.test(query);
  expect(ALL.filter(([, query]) => namesOne(query)).length).toBeGreaterThan(20);
  expect(found(/^NodeIndex.*:AuditEvent\(outcome,/, namesOne)).toEqual([]);
});

test("no statement that names a request looks for it among all requests", () => {
  const namesOne = (query: string) => query.includes("type: 'promotion_request', id:");
  expect(ALL.filter(([, query]) => namesOne(query)).length).toBeGreaterThan(2);
  expect(found(/^NodeByLabelScan.*:PromotionRequest/, namesOne)).toEqual([]);
});

// A plan made with an unknown name is made anew as soon as something bears it: graph-schema/vocabulary.ts lacks it.
test("the schema knows every name that a statement uses before anything is recorded", () => {
  const unknown = ALL.flatMap(([name], index) => (explained[index]?.unknown ?? []).map((what) => `${name}: ${what}`));
  expect(unknown).toEqual([]);
});
