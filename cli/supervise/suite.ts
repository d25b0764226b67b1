import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { serveKeys } from "@/lib/keys/server";
import { environmentOf } from "./database";
import { openHome } from "./home";
import { startPool, startPooled } from "./pool";
import { freePort } from "./ports";
import { rehearseLater } from "./rehearse";
import { copyTemplate, makeTemplate } from "./template";

/**
 * Starts the process in which the tests' databases run, the one database that most of them share, and the key process beside it.
 * The test workers inherit the address.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = openHome(mkdtempSync(join(tmpdir(), "pedigree-suite-")));
  await (await rehearseLater(openHome(join(home.path, "rehearsal"))))?.ended;
  const template = join(home.path, "template");
  const pool = join(home.run, "pool.sock");
  const [warm] = await Promise.all([startPool(home, pool), makeTemplate(template)]);
  project.provide("template", template);
  project.provide("pool", pool);
  copyTemplate(home.path, template);
  const database = await startPooled({ home: home.path, port: await freePort() }, pool);
  Object.assign(process.env, environmentOf(database), { PEDIGREE_HOME: home.path });
  const keys = await serveKeys({ directory: home.keys, socket: join(home.run, "signer.sock") });
  return async () => {
    keys.close();
    keys.closeAllConnections();
    await database.stop();
    await warm.stop(30_000);
    rmSync(home.path, { recursive: true, force: true });
  };
}
