import type { Command } from "commander";
import { rehearse } from "@/cli/supervise/rehearse";

/** `pedigree rehearse`: makes later starts of the local database faster. `pedigree start` runs it by itself. */
export function register(program: Command): void {
  program
    .command("rehearse <folder>", { hidden: true })
    .description("Start a throw-away database in this folder and keep its loaded classes for later starts.")
    .action(async (folder: string) => {
      await rehearse(folder);
      // The pipe by which it notices the supervisor's end would keep it alive as long as the supervisor.
      process.exit();
    });
}
