import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { serveKeys } from "@/lib/keys/server";
import { environmentOf, startDatabase } from "./database";
import { openHome } from "./home";
import { rehearseLater } from "./rehearse";
import { copyTemplate, makeTemplate } from "./template";

/**
 * Makes what the tests' own databases are copied from; starts the one server of the database suite, and the key process beside it.
 * The test workers inherit the address.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "pedigree-suite-"));
  await (await rehearseLater(openHome(join(home, "rehearsal"))))?.ended;
  const template = join(home, "template");
  await makeTemplate(template);
  project.provide("template", template);
  copyTemplate(home, template);
  const database = await startDatabase({ home });
  Object.assign(process.env, environmentOf(database), { PEDIGREE_HOME: home });
  const keys = await serveKeys({ directory: join(home, "keys"), socket: join(home, "run", "signer.sock") });
  return async () => {
    keys.close();
    keys.closeAllConnections();
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
