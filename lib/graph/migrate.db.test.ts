import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { migrations, parseMigration } from "@/graph-schema/migrations/list";
import { STATED } from "@/graph-schema/migrations/stated";
import { migrate, restoreSchema } from "./migrate";
import { missingFromSchema } from "./schema";
import { autocommit } from "./session";

ownDatabase({ guard: true });

const STRANGER = parseMigration("9999-stranger", "CREATE INDEX stranger IF NOT EXISTS FOR (s:Stranger) ON (s.id);");

function applied(): Promise<unknown[]> {
  return autocommit("MATCH (m:Migration) RETURN m.id AS id ORDER BY id");
}

test("instances that start together apply each migration once", async () => {
  const known = migrations();
  const results = await Promise.all([migrate(), migrate(), migrate()]);
  expect(results.flat().sort()).toEqual(known.map(({ id }) => id));
  expect(await applied()).toEqual(known.map(({ id }) => ({ id })));
});

test("a start on an up-to-date schema changes nothing", async () => {
  expect(await migrate()).toEqual([]);
});

test("a migration that was edited after it had been applied is refused with the remedy", async () => {
  const [first, ...others] = migrations();
  const edited = parseMigration(first?.id ?? "", "CREATE INDEX other IF NOT EXISTS FOR (o:Other) ON (o.id);");
  await expect(migrate([edited, ...others])).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(edited.id),
    remedy: expect.stringContaining("new migration"),
  });
  await expect(migrate([edited, ...others])).rejects.toMatchObject({
    message: expect.stringContaining("the database's Migration row was altered"),
  });
});

test("a constraint and an index that somebody dropped are noticed and made anew", async () => {
  expect(await restoreSchema()).toEqual([]);
  await autocommit("DROP CONSTRAINT event_id");
  await autocommit("DROP CONSTRAINT migration_id");
  await autocommit("DROP INDEX artifact_words");
  const dropped = ["constraint migration_id", "constraint event_id", "index artifact_words"];
  expect((await missingFromSchema(STATED)).sort()).toEqual([...dropped].sort());
  expect(await restoreSchema()).toEqual(dropped);
  expect(await missingFromSchema(STATED)).toEqual([]);
});

test("a constraint that what was written since contradicts is not made anew in silence", async () => {
  await autocommit("DROP CONSTRAINT instance_id");
  await autocommit("CREATE (:Instance {id: 'twice'}), (:Instance {id: 'twice'})");
  await expect(restoreSchema()).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining("constraint instance_id"),
  });
  await autocommit("MATCH (i:Instance {id: 'twice'}) DELETE i");
  expect(await restoreSchema()).toEqual(["constraint instance_id"]);
});

test("an event that got a second leaf while no constraint forbade it is named, with what the operator does", async () => {
  await autocommit("DROP CONSTRAINT leaf_event");
  await autocommit("UNWIND [3, 7] AS at CREATE (:LogLeaf {index: at, eventId: 'twice', stamp: at, hash: 'h'})");
  const told = {
    name: "SetupError",
    message: expect.stringMatching(/^The event twice has 2 leaves in the log, at 3 and 7: /),
    remedy: expect.stringContaining("npm start -- --restore"),
  };
  await expect(restoreSchema()).rejects.toMatchObject(told);
  const again = parseMigration(
    "9998-again",
    "CREATE CONSTRAINT leaf_event IF NOT EXISTS FOR (l:LogLeaf) REQUIRE l.eventId IS UNIQUE;",
  );
  await expect(migrate([...migrations(), again])).rejects.toMatchObject(told);
});

test("a migration that was cut off in the middle is gone through again", async () => {
  const known = [...migrations(), STRANGER];
  await autocommit("CREATE INDEX stranger IF NOT EXISTS FOR (s:Stranger) ON (s.id)");
  expect(await migrate(known)).toEqual([STRANGER.id]);
});

// The guard lets nobody delete a Migration row: what the test above applied stays.
test("a schema that is newer than the code is refused with the remedy", async () => {
  await expect(migrate()).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(STRANGER.id),
    remedy: expect.stringContaining("Update this clone"),
  });
});
