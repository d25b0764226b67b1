import type { Command } from "commander";
import { runTests } from "@/cli/test/run";

/** `pedigree test`: every test, with a database, a browser and servers of its own. */
export function register(program: Command): void {
  program
    .command("test")
    .description("Run every test; sets up all it needs and ends it again.")
    .option("--long", "the long forms: fault and fuzz tests with larger counts, rebuilding the sample")
    .action(async ({ long }: { long?: boolean }) => {
      process.exitCode = (await runTests(long === true)) ? 0 : 1;
    });
}
