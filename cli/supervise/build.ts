import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENDS_WITH_PARENT, startChild } from "./child";
import type { Crew } from "./crew";
import { type Home, ROOT } from "./home";

// What the build reads. Tests, samples and the command line are no part of it.
const SOURCES = ["app", "components", "lib", "graph-schema", "docs", "public"];
const FILES = [
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "tsconfig.build.json",
  "package-lock.json",
];
const NOT_BUILT = /\.test\.tsx?$|\.testing\.ts$|\.md$|\.java$|\.cypher$/;

function filesBelow(folder: string): string[] {
  return existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
    : [];
}

/** One digest for everything that the build reads. */
function digestOfSources(): string {
  const hash = createHash("sha256");
  const files = [...SOURCES.flatMap(filesBelow), ...FILES.map((name) => join(ROOT, name))];
  for (const file of files.filter((name) => existsSync(name)).sort()) {
    hash.update(file.slice(ROOT.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function output(...parts: readonly string[]): string {
  return join(ROOT, process.env.PEDIGREE_DIST ?? ".next", ...parts);
}

/** Where the built server lies. */
export const SERVER = output("standalone", "server.js");

/** Has what stands there been built from the sources as they are now? */
export function isBuilt(): boolean {
  const stamp = output("sources.sha256");
  return existsSync(SERVER) && existsSync(stamp) && readFileSync(stamp, "utf8") === digestOfSources();
}

/** Builds the web app. The stamp is written last, so that a build which was cut off is made again. */
export async function build(home: Home, crew: Crew): Promise<void> {
  const digest = digestOfSources();
  const child = crew.join(
    startChild({
      name: "build",
      command: process.execPath,
      args: [...ENDS_WITH_PARENT, join(ROOT, "node_modules", "next", "dist", "bin", "next"), "build"],
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      log: join(home.logs, "build.log"),
    }),
    { isErrand: true },
  );
  const { code } = await child.ended;
  if (code !== 0) {
    // The crew's own report of the death carries the last lines.
    await crew.death;
  }
  // The standalone server does not bring what browsers load.
  cpSync(output("static"), output("standalone", process.env.PEDIGREE_DIST ?? ".next", "static"), { recursive: true });
  if (existsSync(join(ROOT, "public"))) {
    cpSync(join(ROOT, "public"), output("standalone", "public"), { recursive: true });
  }
  writeFileSync(output("sources.sha256"), digest);
}
