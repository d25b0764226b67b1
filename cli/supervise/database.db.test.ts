import { mkdtempSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { guardBites } from "@/lib/graph/guard";
import { autocommit, closeGraph } from "@/lib/graph/session";
import { type Database, environmentOf, startDatabase } from "./database";

const home = mkdtempSync(join(tmpdir(), "pedigree-database-"));

async function start(): Promise<Database> {
  const database = await startDatabase({ home, heapMb: 512, pageCacheMb: 64, isBrief: true });
  Object.assign(process.env, environmentOf(database));
  return database;
}

test("what was committed survives a kill, and the guard is back before anybody can write", async () => {
  const killed = await start();
  await autocommit("UNWIND range(1, 1000) AS i CREATE (:Kept {i: i})");
  await killed.kill9();
  await closeGraph();

  const again = await start();
  expect(again.uri).toBe(killed.uri);
  expect(again.password).toBe(killed.password);
  expect(await guardBites()).toBe(true);
  expect(await autocommit("MATCH (k:Kept) RETURN count(k) AS kept")).toEqual([{ kept: 1000 }]);

  await closeGraph();
  expect(await again.stop()).toMatchObject({ signal: null });
});

test("where its files were moved away it starts anew, empty, with the password that is known", async () => {
  const data = join(home, "neo4j", "server", "data");
  renameSync(data, `${data}.aside`);
  const anew = await start();
  expect(await autocommit("MATCH (k:Kept) RETURN count(k) AS kept")).toEqual([{ kept: 0 }]);
  await closeGraph();
  await anew.stop();
});

test("the database ends when its supervisor does", async () => {
  const database = await start();
  database.child.hangUp();
  expect(await database.child.ended).toEqual({ code: 0, signal: null });
});
