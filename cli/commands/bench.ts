import { type Command, Option } from "commander";
import { bench, PARTS } from "@/bench/bench";

/** `pedigree bench`: how Pedigree compares with raw Cypher on the same database. */
export function register(program: Command): void {
  program
    .command("bench")
    .description(
      "Measure walks, recording and reading as ratios to raw Cypher and plain files, in a database of their own.",
    )
    .option("--quick", "only the graph of ten thousand artifacts, and few bytes")
    .addOption(new Option("--only <part>", "only what has to do with one thing").choices(PARTS))
    .action(async ({ quick, only }: { quick?: boolean; only?: (typeof PARTS)[number] }) => {
      process.exitCode = (await bench({ isQuick: quick === true, only })) ? 0 : 1;
    });
}
