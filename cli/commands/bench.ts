import type { Command } from "commander";
import { bench } from "@/bench/bench";

/** `pedigree bench`: how Pedigree compares with raw Cypher on the same database. */
export function register(program: Command): void {
  program
    .command("bench")
    .description("Measure walks, recording and reading as ratios to raw Cypher, in a database of their own.")
    .option("--quick", "only the graph of ten thousand artifacts")
    .action(async ({ quick }: { quick?: boolean }) => {
      process.exitCode = (await bench({ isQuick: quick === true })) ? 0 : 1;
    });
}
