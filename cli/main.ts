import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { SetupError } from "@/lib/errors";

const COMMANDS = join(import.meta.dirname, "commands");

interface CommandFile {
  readonly register: (program: Command) => void;
}

/** The file of the command that was asked for, or all of them for the overview. Loading all would slow each down. */
function filesFor(asked: string | undefined): string[] {
  const file = `${asked}.ts`;
  return asked && existsSync(join(COMMANDS, file))
    ? [file]
    : readdirSync(COMMANDS).filter((name) => name.endsWith(".ts") && !name.includes(".test."));
}

function tell(error: unknown): void {
  if (error instanceof SetupError) {
    console.error(`\n${error.message}\n${error.remedy}`);
  } else {
    console.error(error);
  }
}

/** Runs the command line `argv`. A command that cannot be carried out says why and ends with a code other than 0. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("pedigree")
    .description("The flight recorder for machine-learning models.")
    .showHelpAfterError();
  for (const name of filesFor(argv[2])) {
    const file: CommandFile = await import(pathToFileURL(join(COMMANDS, name)).href);
    file.register(program);
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    tell(error);
    process.exit(1);
  }
}
