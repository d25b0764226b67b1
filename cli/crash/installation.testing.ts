import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, ENDS_WITH_PARENT, startChild } from "@/cli/supervise/child";
import { type Database, environmentOf, startDatabase } from "@/cli/supervise/database";
import { type Home, openHome, ROOT } from "@/cli/supervise/home";
import { copyTemplate } from "@/cli/supervise/template";
import { closeGraph } from "@/lib/graph/session";
import { serveKeys } from "@/lib/keys/server";

export const VICTIMS = ["app", "database"] as const;
export type Victim = (typeof VICTIMS)[number];

/** For tests: database, key process and app of their own. The app is a process that can be killed, as the database is. */
export class Installation {
  #app: { child: Child; url: string } | undefined;

  private constructor(
    private readonly home: Home,
    private readonly keys: Server,
    private database: Database,
  ) {}

  static async start(): Promise<Installation> {
    const home = openHome(mkdtempSync(join(tmpdir(), "pedigree-crash-")));
    copyTemplate(home.path);
    const database = await startDatabase({ home: home.path, heapMb: 512, pageCacheMb: 128, isBrief: true });
    Object.assign(process.env, environmentOf(database), { PEDIGREE_HOME: home.path });
    const keys = await serveKeys({ directory: home.keys, socket: join(home.run, "signer.sock") });
    const installation = new Installation(home, keys, database);
    await installation.#startApp();
    return installation;
  }

  get url(): string {
    if (!this.#app) {
      throw new Error("the app is not running");
    }
    return this.#app.url;
  }

  async #startApp(): Promise<void> {
    const child = startChild({
      name: "app",
      command: process.execPath,
      args: [...ENDS_WITH_PARENT, "--import", "tsx", join(import.meta.dirname, "app.testing.ts")],
      cwd: ROOT,
      env: process.env,
      log: join(this.home.logs, "app.log"),
    });
    const line = await child.line("READY");
    this.#app = { child, url: line.slice("READY ".length) };
  }

  /** Kills it without a warning; nothing is left of it when this resolves. */
  async kill(victim: Victim): Promise<void> {
    await (victim === "app" ? this.#app?.child : this.database)?.kill9();
  }

  async restart(victim: Victim): Promise<void> {
    if (victim === "app") {
      return this.#startApp();
    }
    this.database = await startDatabase({ home: this.home.path, heapMb: 512, pageCacheMb: 128, isBrief: true });
  }

  async stop(): Promise<void> {
    await this.#app?.child.stop();
    await closeGraph();
    this.keys.close();
    this.keys.closeAllConnections();
    await this.database.stop();
    rmSync(this.home.path, { recursive: true, force: true });
  }
}
