import type { Command } from "commander";
import { work } from "@/cli/worker/work";

/** `pedigree worker`: integrates the log and verifies it. It runs until it is told to stop. */
export function register(program: Command): void {
  program
    .command("worker")
    .description("Run the worker: gives events their places in the log and verifies it (started by `pedigree start`).")
    .action(work);
}
