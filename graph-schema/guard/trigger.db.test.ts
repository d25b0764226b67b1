import { expect } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { awaitGuard, guardBites, installTrigger, triggerIsOurs } from "@/lib/graph/guard";
import { eachWayOnce, vetoSuite } from "@/lib/graph/veto.testing";

// All ways of all things are tried on the listener, which says the same; here they take a minute.
const ATTACKS = process.env.PEDIGREE_LONG === "1" ? undefined : eachWayOnce();

ownDatabase({ guard: false, apoc: true });

vetoSuite(async () => {
  expect(await guardBites()).toBe(false);
  expect(await installTrigger()).toBeUndefined();
  expect(await awaitGuard()).toBe(true);
  expect(await triggerIsOurs()).toBe(true);
}, ATTACKS);
