import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { autocommit } from "@/lib/graph/session";
import { readiness } from "./health";

// Other tests need the constraint.
ownDatabase({ guard: true, isReady: true });

test("a database that lacks a constraint is not ready", async () => {
  await autocommit("DROP CONSTRAINT event_producer_id");
  const ready = await readiness();
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ keys: "reachable", schema: "incomplete" });
});
