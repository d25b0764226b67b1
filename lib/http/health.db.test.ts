import { expect, test, vi } from "vitest";
import { health, readiness } from "./health";

// Before the configuration is read: the database is there, the key process is not.
vi.stubEnv("PEDIGREE_SIGNER", "/nowhere/signer.sock");

test("without the key process nothing can be recorded, so readiness says no", async () => {
  expect((await health()).status).toBe(200);
  const ready = await readiness();
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ guard: "absent", keys: "unreachable", schema: "complete", record: "open" });
});
