import { beforeAll, expect, test } from "vitest";
import { health, readiness } from "./health";

// Nothing listens there: the database and the key process are away.
beforeAll(() => {
  Object.assign(process.env, {
    NEO4J_URI: "bolt://127.0.0.1:9",
    NEO4J_PASSWORD: "none",
    PEDIGREE_SIGNER: "/nowhere/signer.sock",
  });
});

test("without the database neither health nor readiness says yes", async () => {
  const begun = performance.now();
  expect((await health()).status).toBe(503);
  const ready = await readiness();
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ guard: "unknown", keys: "unreachable", schema: "unknown", record: "unknown" });
  // Before whoever asks gives up.
  expect(performance.now() - begun).toBeLessThan(15_000);
});
