import { expect } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { awaitGuard, guardBites, installTrigger, triggerIsOurs } from "@/lib/graph/guard";
import { eachWayOnce, vetoSuite } from "@/lib/graph/veto.testing";
import { IS_LONG } from "@/lib/runs.testing";

// All ways of all things take a minute more, and the listener, which is made from the same words, is always tried by them.
const ATTACKS = IS_LONG ? undefined : eachWayOnce();

ownDatabase({ guard: false, apoc: true });

vetoSuite(async () => {
  expect(await guardBites()).toBe(false);
  expect(await installTrigger()).toBeUndefined();
  expect(await awaitGuard()).toBe(true);
  expect(await triggerIsOurs()).toBe(true);
}, ATTACKS);
