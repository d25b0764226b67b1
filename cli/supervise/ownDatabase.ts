import { mkdtempSync, rmSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { migrate, restoreSchema } from "@/lib/graph/migrate";
import { closeGraph } from "@/lib/graph/session";
import type { DocumentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";
import { environmentOf, type Server, startDatabase } from "./database";
import { borrow, startPooled } from "./pool";
import { freePort } from "./ports";
import { copyTemplate } from "./template";

interface Options {
  readonly guard?: boolean;
  readonly apoc?: boolean;
  /** With the schema, and a key process's keys beside it. */
  readonly isReady?: boolean;
  /** Ready, and never used before, with files that can be looked at and replaced. Its plans are all to be made, which takes time. */
  readonly isFresh?: boolean;
  /** The key that signs documents. */
  readonly documents?: DocumentKey;
}

interface Own {
  readonly home: string;
  /** Stops the server, does `meanwhile` to the folder of its files, and starts it again; for one that is fresh. */
  restart(meanwhile: (data: string) => void): Promise<void>;
  /** Puts a database that holds nothing but the schema in the place of this one, as after the loss of all data; the keys stay. */
  startAnew(): Promise<void>;
}

/** Gives the tests of this file a server of their own, for what would disturb others or sees everything. */
export function ownDatabase({ isReady, isFresh, documents, ...options }: Options): Own {
  const hasSchema = isReady || isFresh;
  let running: Server | undefined;
  let keys: HttpServer | undefined;
  let home = "";
  let port = 0;
  function serve(): Promise<Server> {
    if (isFresh) {
      return startPooled({ home, port, guard: options.guard });
    }
    return isReady
      ? borrow(options.guard)
      : startDatabase({ home, port, heapMb: 512, pageCacheMb: 64, isBrief: true, ...options });
  }
  async function start(): Promise<void> {
    running = await serve();
    Object.assign(process.env, environmentOf(running), { PEDIGREE_HOME: home });
    if (hasSchema) {
      await migrate();
      // Whoever had this database before may have dropped some.
      await restoreSchema();
    }
  }
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "pedigree-own-"));
    port = await freePort();
    if (isFresh) {
      copyTemplate(home);
    }
    await start();
    if (hasSchema) {
      keys = await serveKeys({ directory: join(home, "keys"), socket: join(home, "run", "signer.sock"), documents });
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
      await closeGraph();
      await running?.stop();
      if (isFresh) {
        copyTemplate(home);
      }
      await start();
    },
  };
}
