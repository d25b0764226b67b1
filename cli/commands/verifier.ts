import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { writeNew } from "@/cli/log/read";
import { verifierProgram } from "@/cli/verifier/bundle";
import { sha256 } from "@/lib/hash";

async function writeVerifier(file: string): Promise<void> {
  const program = await verifierProgram();
  mkdirSync(dirname(file), { recursive: true });
  writeNew(file, program);
  console.log(`${file}: ${program.length.toLocaleString("en")} bytes, ${sha256(program)}`);
  console.log(
    "Whoever has Node.js 20 checks evidence with it, offline: node FILE.mjs evidence.zip --trust pinned.json",
  );
}

/** `pedigree verifier`: the program for those who have evidence, and no Pedigree. */
export function register(program: Command): void {
  program
    .command("verifier")
    .description("Write the verifier of evidence as one file that needs Node.js 20 and nothing else.")
    .argument("<file>", "name of the new file, such as pedigree-verify.mjs")
    .addHelpText("after", "\nThe same version of Pedigree always writes the same bytes: compare the SHA-256 it prints.")
    .action(writeVerifier);
}
