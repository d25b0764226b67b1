import { expect } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { guardBites } from "@/lib/graph/guard";
import { vetoSuite } from "@/lib/graph/veto.testing";

// With APOC, so that its procedures are tried against the listener as well.
ownDatabase({ guard: true, apoc: true });

vetoSuite(async () => {
  expect(await guardBites()).toBe(true);
});
