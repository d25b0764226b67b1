import { afterEach, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { migrations, parseMigration } from "@/graph-schema/migrations/list";
import { migrate } from "./migrate";
import { autocommit } from "./session";

ownDatabase({ guard: true });

const STRANGER = parseMigration("9999-stranger", "CREATE INDEX stranger IF NOT EXISTS FOR (s:Stranger) ON (s.id);");

function applied(): Promise<unknown[]> {
  return autocommit("MATCH (m:Migration) RETURN m.id AS id ORDER BY id");
}

afterEach(async () => {
  await autocommit("MATCH (m:Migration {id: $id}) DELETE m", { id: STRANGER.id });
});

test("instances that start together apply each migration once", async () => {
  const known = migrations();
  const results = await Promise.all([migrate(), migrate(), migrate()]);
  expect(results.flat().sort()).toEqual(known.map(({ id }) => id));
  expect(await applied()).toEqual(known.map(({ id }) => ({ id })));
});

test("a start on an up-to-date schema changes nothing", async () => {
  expect(await migrate()).toEqual([]);
});

test("a migration that was cut off in the middle is gone through again", async () => {
  const known = [...migrations(), STRANGER];
  await autocommit("CREATE INDEX stranger IF NOT EXISTS FOR (s:Stranger) ON (s.id)");
  expect(await migrate(known)).toEqual([STRANGER.id]);
});

test("a migration that was edited after it had been applied is refused with the remedy", async () => {
  const [first, ...others] = migrations();
  const edited = parseMigration(first?.id ?? "", "CREATE INDEX other IF NOT EXISTS FOR (o:Other) ON (o.id);");
  await expect(migrate([edited, ...others])).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(edited.id),
    remedy: expect.stringContaining("new migration"),
  });
});

test("a schema that is newer than the code is refused with the remedy", async () => {
  await migrate([...migrations(), STRANGER]);
  await expect(migrate()).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(STRANGER.id),
    remedy: expect.stringContaining("Update this clone"),
  });
});
