import type { Command } from "commander";
import { rehearse } from "@/cli/supervise/rehearse";

/** `pedigree rehearse`: makes later starts of the local database faster. `pedigree start` runs it by itself. */
export function register(program: Command): void {
  program
    .command("rehearse <folder>", { hidden: true })
    .description("Start a throw-away database in this folder and keep its loaded classes for later starts.")
    .action(rehearse);
}
