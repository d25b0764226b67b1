import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "@/lib/errors";
import { ROOT } from "./home";
import { javaVersion, run } from "./java";

const LOCAL = join(ROOT, "graph-schema", "local");
const POM = join(LOCAL, "pom.xml");
// Shared by all databases of this clone: it depends on the sources alone.
const CACHE = join(ROOT, ".pedigree", "neo4j", "classes");

function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(part).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** Writes through a temporary name, so that a crash or a second process never leaves half a file. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

async function maven(goal: readonly string[], pom: string, what: string): Promise<void> {
  const { code, output } = await run("mvn", ["-q", "-B", "-f", pom, ...goal]);
  if (code !== 0) {
    const why = output.split("\n").filter((line) => line.includes("ERROR"));
    throw new SetupError(
      `Maven could not fetch ${what}:\n${why.slice(0, 4).join("\n")}`,
      "Check that this machine reaches a Maven repository (a proxy or mirror belongs into ~/.m2/settings.xml), then run the command again.",
    );
  }
}

/** The jars of the database as Maven named them last time, if all of them are still there. */
function knownJars(): string | undefined {
  const file = jarsFile();
  const jars = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  return jars?.split(delimiter).every((jar) => existsSync(jar)) ? jars : undefined;
}

function jarsFile(): string {
  return join(CACHE, `classpath-${digest(readFileSync(POM))}`);
}

async function resolveJars(): Promise<string> {
  const folder = mkdtempSync(join(CACHE, "resolve-"));
  const answer = join(folder, "classpath");
  await maven(["dependency:build-classpath", `-Dmdep.outputFile=${answer}`], POM, "the local database");
  const jars = readFileSync(answer, "utf8").trim();
  rmSync(folder, { recursive: true });
  writeWhole(jarsFile(), jars);
  return jars;
}

function sources(): string[] {
  return readdirSync(LOCAL)
    .filter((name) => name.endsWith(".java"))
    .sort()
    .map((name) => join(LOCAL, name));
}

function jarFor(jars: string): string {
  return join(CACHE, `launcher-${digest(jars, ...sources().map((file) => readFileSync(file)))}.jar`);
}

/** Java's tools are asked for a jar and not for a folder of classes: the class-data archive refuses folders. */
async function compile(jars: string, jar: string): Promise<void> {
  const work = mkdtempSync(join(CACHE, "compile-"));
  const services = join(work, "META-INF", "services");
  mkdirSync(services, { recursive: true });
  writeFileSync(join(services, "org.neo4j.kernel.extension.ExtensionFactory"), "GuardExtension\n");
  await succeed("javac", ["-nowarn", "-proc:none", "-d", work, "-cp", jars, ...sources()]);
  await succeed("jar", ["cf", `${work}.jar`, "-C", work, "."]);
  renameSync(`${work}.jar`, jar);
  rmSync(work, { recursive: true });
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) {
    throw new Error(`${command} failed:\n${output}`);
  }
}

/** How the local database is run. */
export interface Launcher {
  readonly classpath: string;
  /** Where the classes lie as the JVM has them after loading, once a rehearsal has put them there. */
  readonly archive: string;
}

/** Has everything been fetched and compiled that the launcher needs? */
export function isLauncherPrepared(): boolean {
  const jars = knownJars();
  return jars !== undefined && existsSync(jarFor(jars));
}

/** The launcher of the local database, fetched and compiled where that was not done yet. */
export async function prepareLauncher(): Promise<Launcher> {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const jars = knownJars() ?? (await resolveJars());
  const jar = jarFor(jars);
  if (!existsSync(jar)) {
    await compile(jars, jar);
  }
  return {
    classpath: [jar, jars].join(delimiter),
    archive: join(CACHE, `archive-${digest(jar, jars, javaVersion())}.jsa`),
  };
}

/** Puts a folder into its place, unless another process, which fetched the same, was first. */
function putOnce(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
    rmSync(draft, { recursive: true });
  }
}

/** The folder with the APOC plugin of the database's version, and its jars, for tests of the guard on other servers. */
export async function preparePlugins(): Promise<{ folder: string; jars: string[] }> {
  const pom = join(LOCAL, "apoc.xml");
  const folder = join(CACHE, `apoc-${digest(readFileSync(pom))}`);
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true, mode: 0o700 });
    const draft = mkdtempSync(join(CACHE, "apoc-draft-"));
    await maven(["dependency:copy-dependencies", `-DoutputDirectory=${draft}`], pom, "the APOC plugin");
    putOnce(draft, folder);
  }
  return { folder, jars: readdirSync(folder).map((name) => join(folder, name)) };
}
