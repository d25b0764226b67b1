import { mkdtempSync, rmSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { migrate } from "@/lib/graph/migrate";
import { closeGraph } from "@/lib/graph/session";
import type { DocumentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";
import { environmentOf, type Server, startDatabase } from "./database";
import { startPooled } from "./pool";
import { freePort } from "./ports";
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
  readonly home: string;
  /** Stops the server, does `meanwhile` to the folder of its files, and starts it again. */
  restart(meanwhile: (data: string) => void): Promise<void>;
  /** Puts a database that holds nothing but the schema in the place of this one, as after the loss of all data; the keys stay. */
  startAnew(): Promise<void>;
}

/** Gives the tests of this file a server of their own, for what would disturb others or sees everything. */
export function ownDatabase({ isReady, documents, ...options }: Options): Own {
  let running: Server | undefined;
  let keys: HttpServer | undefined;
  let home = "";
  let port = 0;
  async function start(): Promise<void> {
    running = isReady
      ? await startPooled({ home, port, guard: options.guard })
      : await startDatabase({ home, port, heapMb: 512, pageCacheMb: 64, isBrief: true, ...options });
    Object.assign(process.env, environmentOf(running), { PEDIGREE_HOME: home });
  }
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "pedigree-own-"));
    port = await freePort();
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
