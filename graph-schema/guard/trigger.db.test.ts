import { expect } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { awaitGuard, guardBites, installTrigger, triggerIsOurs } from "@/lib/graph/guard";
import { vetoSuite } from "@/lib/graph/veto.testing";

ownDatabase({ guard: false, apoc: true });

vetoSuite(async () => {
  expect(await guardBites()).toBe(false);
  expect(await installTrigger()).toBeUndefined();
  expect(await awaitGuard()).toBe(true);
  expect(await triggerIsOurs()).toBe(true);
});
