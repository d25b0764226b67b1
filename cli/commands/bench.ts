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
    .option("--gates", "only what has to do with promotions")
    .action(async ({ quick, bytes, gates }: { quick?: boolean; bytes?: boolean; gates?: boolean }) => {
      const only = bytes ? "bytes" : gates ? "gates" : undefined;
      process.exitCode = (await bench({ isQuick: quick === true, only })) ? 0 : 1;
    });
}
