import type { Command } from "commander";
import { bench } from "@/bench/bench";

/** `pedigree bench`: how Pedigree compares with raw Cypher on the same database. */
export function register(program: Command): void {
  program
    .command("bench")
    .description(
      "Measure walks, recording and reading as ratios to raw Cypher and plain files, in a database of their own.",
    )
    .option("--quick", "only the graph of ten thousand artifacts, and few bytes")
    .option("--bytes", "only what has to do with the bytes of artifacts")
    .action(async ({ quick, bytes }: { quick?: boolean; bytes?: boolean }) => {
      process.exitCode = (await bench({ isQuick: quick === true, isOfBytes: bytes === true })) ? 0 : 1;
    });
}
