import { spawn, spawnSync } from "node:child_process";
import { SetupError } from "@/lib/errors";
import type { Progress } from "./progress";

const OLDEST_JAVA = 17;

/** The exit code and the output of a command, standard error included. */
export function run(command: string, args: readonly string[], cwd?: string): Promise<{ code: number; output: string }> {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.once("error", (error) => settle({ code: 127, output: error.message }));
    child.once("close", (code) => settle({ code: code ?? 1, output }));
  });
}

/** What `java -version` says; nothing where there is no Java. */
export function javaVersion(): string {
  const answer = spawnSync("java", ["-version"], { encoding: "utf8" });
  return answer.status === 0 ? `${answer.stderr}${answer.stdout}` : "";
}

function isRecent(version: string): boolean {
  return Number(/version "(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0) >= OLDEST_JAVA;
}

function answers(command: string, flag: string): boolean {
  return spawnSync(command, [flag], { stdio: "ignore" }).status === 0;
}

/** What the local database needs and this machine lacks, as names of Debian packages. */
function missingPackages(isPrepared: boolean): string[] {
  const version = javaVersion();
  if (isPrepared) {
    return isRecent(version) ? [] : ["openjdk-17-jdk-headless"];
  }
  const java = isRecent(version) && answers("javac", "-version") ? [] : ["openjdk-17-jdk-headless"];
  return answers("mvn", "-v") ? java : [...java, "maven"];
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && answers("apt-get", "--version");
}

/**
 * Makes sure of Java and Maven: installs them where that is possible, and otherwise says what to install. Maven and the
 * compiler are asked for only until the launcher is prepared.
 */
export async function requireJava(progress: Progress, isPrepared: boolean): Promise<void> {
  const packages = missingPackages(isPrepared);
  if (packages.length === 0) {
    return;
  }
  const names = packages.join(" and ");
  if (!canInstall()) {
    throw new SetupError(
      `The local database needs a Java development kit (${OLDEST_JAVA} or later) and Maven; this machine lacks ${names}.`,
      `Install them (Debian, Ubuntu: sudo apt-get install ${packages.join(" ")}; macOS: brew install openjdk@17 maven) and ` +
        "run `npm start` again, or set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD to use a Neo4j of yours.",
    );
  }
  await progress.step(`Installing ${names} (the local database runs on them)`, async () => {
    await run("apt-get", ["update", "-q"]);
    const installed = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
    if (installed.code !== 0 || missingPackages(isPrepared).length > 0) {
      throw new SetupError(
        `apt-get could not install ${names}:\n${installed.output.trimEnd().split("\n").slice(-5).join("\n")}`,
        `Install ${packages.join(" ")} by hand and run \`npm start\` again.`,
      );
    }
  });
}
