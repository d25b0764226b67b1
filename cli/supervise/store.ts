import { type Configuration, parseEnv } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { awaitGuard, installTrigger } from "@/lib/graph/guard";
import { migrate, restoreSchema } from "@/lib/graph/migrate";
import type { Crew } from "./crew";
import { startDatabase } from "./database";
import { checkExternal } from "./external";
import type { Home } from "./home";
import { requireJava } from "./java";
import { isLauncherPrepared } from "./launcher";
import type { Progress } from "./progress";

const DATABASE_GRACE_MS = 30_000;

/** Environment variables that tell the other processes where the database is and how far it can be trusted. */
type Environment = Record<string, string>;

async function openEmbedded(home: Home, crew: Crew, progress: Progress): Promise<Environment> {
  await requireJava(progress, isLauncherPrepared());
  const first = isLauncherPrepared() ? "" : " (Maven fetches it, this first time)";
  const database = await progress.step(`Starting the local database${first}`, () =>
    startDatabase({ home: home.path, onStart: (child) => crew.join(child, { graceMs: DATABASE_GRACE_MS }) }),
  );
  return {
    NEO4J_URI: database.uri,
    NEO4J_USER: database.user,
    NEO4J_PASSWORD: database.password,
    NEO4J_DATABASE: "neo4j",
    PEDIGREE_EMBEDDED: "1",
  };
}

async function openExternal(wanted: Configuration, progress: Progress): Promise<Environment> {
  const { uri, user, password, database } = wanted.neo4j;
  if (!password) {
    throw new SetupError(
      "NEO4J_URI is set, but NEO4J_PASSWORD is not.",
      "Set NEO4J_USER and NEO4J_PASSWORD, or unset NEO4J_URI to use the database that Pedigree brings along.",
    );
  }
  const found = await checkExternal({ uri, user, database });
  progress.say(`Using ${found}`);
  return { PEDIGREE_EMBEDDED: "0" };
}

/** Puts the guard in force. The local database brings its own; elsewhere it is a trigger, or there is none. */
async function guard(isEmbedded: boolean, progress: Progress): Promise<"enforced" | "absent"> {
  const hindrance = isEmbedded ? undefined : await installTrigger();
  if (await awaitGuard(hindrance === undefined ? undefined : 0)) {
    progress.say("The guard bites: a forbidden change was tried and vetoed");
    return "enforced";
  }
  if (isEmbedded) {
    throw new SetupError(
      "The local database let a forbidden change of the record pass: its guard is not in force.",
      "Do not use it. Look into .pedigree/logs/database.log, and verify the record against its log before you go on.",
    );
  }
  progress.say("WARNING: this server has no guard; changes of the record can be detected there, not prevented.");
  progress.say(`  Why: ${hindrance ?? "the trigger did not take effect"}`);
  progress.say("  Remedy: install APOC there with apoc.trigger.enabled=true, let this user use it, and start again.");
  return "absent";
}

/**
 * Opens the database, our own or the one that NEO4J_URI names, brings its schema up to date and puts the guard in
 * force. Afterwards this process's own configuration points at it too.
 */
export async function openStore(home: Home, crew: Crew, progress: Progress): Promise<void> {
  const wanted = parseEnv(process.env);
  const found = wanted.neo4j.uri ? await openExternal(wanted, progress) : await openEmbedded(home, crew, progress);
  Object.assign(process.env, found);
  const applied = await migrate();
  progress.say(applied.length > 0 ? `Schema: applied ${applied.join(", ")}` : "Schema: up to date");
  const restored = await restoreSchema();
  if (restored.length > 0) {
    progress.say(`WARNING: the database lacked ${restored.join(", ")}; made anew. Somebody dropped it: find out who.`);
  }
  process.env.PEDIGREE_GUARD = await guard(found.PEDIGREE_EMBEDDED === "1", progress);
}
