import { expect, test } from "vitest";
import { guardBites } from "@/lib/graph/guard";
import { migrate } from "@/lib/graph/migrate";
import { autocommit } from "@/lib/graph/session";
import { ownDatabase } from "./ownDatabase";

const own = ownDatabase({ guard: true, isFresh: true });

function kept() {
  return autocommit("MATCH (k:Kept) RETURN count(k) AS kept");
}

test("a database of a test's own has the schema and the guard, and keeps what was committed over a restart", async () => {
  expect(await migrate()).toEqual([]);
  expect(await guardBites()).toBe(true);
  await autocommit("CREATE (:Kept)");
  await own.restart(() => undefined);
  expect(await kept()).toEqual([{ kept: 1 }]);
  expect(await guardBites()).toBe(true);
});

test("after its loss it holds nothing but the schema", async () => {
  await own.startAnew();
  expect(await kept()).toEqual([{ kept: 0 }]);
  expect(await migrate()).toEqual([]);
  expect(await guardBites()).toBe(true);
});
