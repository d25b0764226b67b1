import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, startDatabase } from "./database";

/** Environment variables that point `lib/env` at `database`. */
export function environmentOf(database: Database): Record<string, string> {
  return { NEO4J_URI: database.uri, NEO4J_USER: database.user, NEO4J_PASSWORD: database.password };
}

/** Starts the one server of the database suite, and the key process beside it; the test workers inherit the address. */
export async function setup(): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "pedigree-suite-"));
  const database = await startDatabase({ home });
  Object.assign(process.env, environmentOf(database), { PEDIGREE_HOME: home });
  const { migrate } = await import("@/lib/graph/migrate");
  const { closeGraph } = await import("@/lib/graph/session");
  await migrate();
  await closeGraph();
  const { serveKeys } = await import("@/lib/keys/server");
  const keys = await serveKeys({ directory: join(home, "keys"), socket: join(home, "run", "signer.sock") });
  return async () => {
    keys.close();
    keys.closeAllConnections();
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
