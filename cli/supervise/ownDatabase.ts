import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { migrate } from "@/lib/graph/migrate";
import { closeGraph } from "@/lib/graph/session";
import type { DocumentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";
import { type Database, environmentOf, startDatabase } from "./database";
import { copyTemplate } from "./template";

interface Options {
  readonly guard?: boolean;
  readonly apoc?: boolean;
  /** With the schema, and a key process's keys beside it. */
  readonly isReady?: boolean;
  /** The key that signs documents. */
  readonly documents?: DocumentKey;
}

interface Own {
  readonly current: Database;
  readonly home: string;
  /** Stops the server, does `meanwhile` to the folder of its files, and starts it again. */
  restart(meanwhile: (data: string) => void): Promise<void>;
  /** Puts a database that holds nothing but the schema in the place of this one, as after the loss of all data; the keys stay. */
  startAnew(): Promise<void>;
}

/** Gives the tests of this file a server of their own, for what would disturb others or sees everything. */
export function ownDatabase({ isReady, documents, ...options }: Options): Own {
  let running: Database | undefined;
  let keys: Server | undefined;
  let home = "";
  async function start(): Promise<void> {
    running = await startDatabase({ home, heapMb: 512, pageCacheMb: 64, isBrief: true, ...options });
    Object.assign(process.env, environmentOf(running), { PEDIGREE_HOME: home });
  }
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "pedigree-own-"));
    if (isReady) {
      copyTemplate(home);
    }
    await start();
    if (isReady) {
      keys = await serveKeys({ directory: join(home, "keys"), socket: join(home, "run", "signer.sock"), documents });
      await migrate();
    }
  });
  afterAll(async () => {
    await closeGraph();
    keys?.close();
    keys?.closeAllConnections();
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
    get home() {
      return home;
    },
    async restart(meanwhile) {
      await closeGraph();
      await running?.stop();
      meanwhile(join(home, "neo4j", "server"));
      await start();
    },
    async startAnew() {
      await running?.stop();
      copyTemplate(home);
      await start();
    },
  };
}
