import type { Command } from "commander";
import { start } from "@/cli/supervise/start";

/** `pedigree start`: everything from a fresh clone to a running app. */
export function register(program: Command): void {
  program
    .command("start")
    .description("Start the database, the key process and the app, and keep them running.")
    .option("--dev", "serve the sources as they are, for developers")
    .option("--sample", "record the sample story, also into a database of yours")
    .option("--restore", "bring a database that is older than the published log up to it")
    .action(async (options: { dev?: boolean; sample?: boolean; restore?: boolean }) => {
      process.exitCode = await start(options);
      // Timers of libraries must not keep a stopped supervisor alive.
      process.exit();
    });
}
