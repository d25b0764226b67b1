import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { guardWords } from "@/graph-schema/guard/words";
import { type Child, type Ending, startChild } from "./child";
import { openHome, secret } from "./home";
import { prepareLauncher, preparePlugins } from "./launcher";
import { freePort, isFree } from "./ports";

interface DatabaseOptions {
  /** The state directory; the data, the password and the log lie below it. */
  readonly home: string;
  /** Without the guard, or with APOC, for tests only. */
  readonly guard?: boolean;
  readonly apoc?: boolean;
  readonly port?: number;
  readonly heapMb?: number;
  readonly pageCacheMb?: number;
  /** Lives for a minute, for tests only: its code is not compiled to the utmost, and no room is taken ahead on the disk. */
  readonly isBrief?: boolean;
  /** Writes the archive of loaded classes when it stops, which takes some seconds, instead of starting from it. */
  readonly rehearsal?: boolean;
  /** Told of the process before it is ready, so that it can be stopped by then. */
  readonly onStart?: (child: Child) => void;
}

/** Where a running database answers, to whom. */
export interface Server {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<unknown>;
}

/** A running local database, a process of its own. */
export interface Database extends Server {
  readonly child: Child;
  stop(): Promise<Ending>;
  kill9(): Promise<Ending>;
}

/** Environment variables that point `lib/env` at `database`. */
export function environmentOf(database: Server): Record<string, string> {
  return {
    NEO4J_URI: database.uri,
    NEO4J_USER: database.user,
    NEO4J_PASSWORD: database.password,
    NEO4J_DATABASE: "neo4j",
  };
}

/** What every JVM with a database in it is told. */
export const JVM = [
  "-XX:+UseG1GC",
  "-XX:-OmitStackTraceInFastThrow",
  "--add-opens=java.base/java.nio=ALL-UNNAMED",
  "--add-opens=java.base/java.io=ALL-UNNAMED",
  "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
  "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
  "-Dio.netty.tryReflectionSetAccessible=true",
];

/**
 * What a JVM is told besides that lives for a run of tests: to compile its code quickly and not to the utmost, which takes as long as all
 * that is done with it in ten minutes. Room for the code of the whole planner is not given by itself then.
 */
export const BRIEF_JVM = ["-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m"];

/** The port of last time if nobody has taken it, so that tools which point at the database keep working. */
async function choosePort(memory: string): Promise<number> {
  const last = existsSync(memory) ? Number(readFileSync(memory, "utf8")) : 0;
  const port = last > 0 && (await isFree(last)) ? last : await freePort();
  writeFileSync(memory, String(port));
  return port;
}

/**
 * Starts a Neo4j of its own below `home`, on the loopback interface, with authentication and the guard. It ends
 * with this process, however that dies; data that a kill left behind is recovered at the next start.
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const home = openHome(options.home);
  const plugins = options.apoc ? await preparePlugins() : undefined;
  const launcher = await prepareLauncher();
  const classpath = [launcher.classpath, ...(plugins?.jars ?? [])].join(delimiter);
  const data = join(home.neo4j, "server");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const password = secret(join(home.secrets, "neo4j-password"));
  const port = options.port ?? (await choosePort(join(home.neo4j, "port")));

  const words = join(home.neo4j, "guard-words.txt");
  writeFileSync(words, guardWords());
  // Written only after the database took the password: a start that died before is repeated from there.
  const accepted = join(home.neo4j, "password-accepted");
  const digest = createHash("sha256").update(password).digest("hex");
  const isNew = !existsSync(join(data, "data")) || !existsSync(accepted) || readFileSync(accepted, "utf8") !== digest;

  const child = startChild({
    name: "database",
    command: "java",
    args: [
      "-Xms256m",
      `-Xmx${options.heapMb ?? 1024}m`,
      ...JVM,
      ...(options.isBrief ? BRIEF_JVM : []),
      // The JVM ignores an archive that is missing or does not fit; it would say so on the standard output.
      "-Xlog:disable",
      `-XX:${options.rehearsal ? "ArchiveClassesAtExit" : "SharedArchiveFile"}=${launcher.archive}${options.rehearsal ? ".new" : ""}`,
      ...(options.guard === false ? [] : [`-Dpedigree.guard=${words}`]),
      "-cp",
      classpath,
      "Launcher",
      data,
      String(port),
      String(options.pageCacheMb ?? 512),
      ...(isNew ? ["--set-password"] : []),
      ...(options.isBrief ? ["--brief"] : []),
      ...(plugins ? ["--apoc", plugins.folder] : []),
    ],
    log: join(home.logs, "database.log"),
  });
  options.onStart?.(child);
  if (isNew) {
    child.send(`${password}\n`);
  }
  await child.line("READY");
  writeFileSync(accepted, digest);
  return {
    uri: `bolt://127.0.0.1:${port}`,
    user: "neo4j",
    password,
    child,
    stop: () => child.stop(30_000),
    kill9: child.kill9,
  };
}
