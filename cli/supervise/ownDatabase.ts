import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { closeGraph } from "@/lib/graph/session";
import { type Database, startDatabase } from "./database";
import { environmentOf } from "./suite";

/** Gives the tests of this file a server of their own, for what would disturb others or sees everything. */
export function ownDatabase(options: { guard?: boolean; apoc?: boolean }): { readonly current: Database } {
  let running: Database | undefined;
  let home = "";
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "pedigree-own-"));
    running = await startDatabase({ home, heapMb: 512, pageCacheMb: 64, ...options });
    Object.assign(process.env, environmentOf(running), { PEDIGREE_HOME: home });
  });
  afterAll(async () => {
    await closeGraph();
    await running?.stop();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    get current() {
      if (!running) {
        throw new Error("the server is started before the first test");
      }
      return running;
    },
  };
}
