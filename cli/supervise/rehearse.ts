import { existsSync, renameSync, rmSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { guardBites } from "@/lib/graph/guard";
import { migrate } from "@/lib/graph/migrate";
import { closeGraph } from "@/lib/graph/session";
import { type Child, ENDS_WITH_PARENT, startChild } from "./child";
import { environmentOf, startDatabase } from "./database";
import { type Home, ROOT } from "./home";
import { prepareLauncher } from "./launcher";

/**
 * Starts a database that nobody uses, sends it what every start sends, and keeps its loaded classes in an archive: later
 * starts take seconds less.
 */
export async function rehearse(home: string): Promise<void> {
  // Not the lowest: on a busy machine that gets no processor at all, and a start of ten seconds took a quarter of an hour.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  rmSync(home, { recursive: true, force: true });
  const database = await startDatabase({
    home,
    rehearsal: true,
    heapMb: 512,
    pageCacheMb: 32,
    // Told to stop, it must not begin to write the archive.
    onStart: (child) => process.once("SIGTERM", () => void child.kill9().then(() => process.exit(1))),
  });
  Object.assign(process.env, environmentOf(database));
  await migrate();
  await guardBites();
  await closeGraph();
  await database.child.stop(120_000);
  const { archive } = await prepareLauncher();
  if (existsSync(`${archive}.new`)) {
    renameSync(`${archive}.new`, archive);
  }
  rmSync(home, { recursive: true, force: true });
}

/** On a machine that is too busy for this, the archive is not worth the load; the next start tries again. */
const LONGEST_MS = 5 * 60_000;

/** Rehearses in a process beside this one, with low priority, unless that was done. It may fail: it only saves time. */
export async function rehearseLater(home: Home): Promise<Child | undefined> {
  const { archive } = await prepareLauncher();
  if (existsSync(archive)) {
    return undefined;
  }
  return startChild({
    name: "rehearsal",
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, join(ROOT, "cli", "pedigree.mjs"), "rehearse", join(home.neo4j, "rehearsal")],
    env: process.env,
    log: join(home.logs, "rehearsal.log"),
    longestMs: LONGEST_MS,
  });
}
