import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { type Scan, scan } from "@/cli/personal/scan";
import { SetupError } from "@/lib/errors";

interface Options {
  readonly names?: boolean;
  readonly json?: boolean;
}

function say({ sha256, bytes, lines, found, places, truncated }: Scan): string[] {
  const counts = Object.entries(found).map(([kind, count]) => `${kind} ${count}`);
  return [
    ...places.map(
      ({ line, pointer, kind, count }) =>
        `line ${line}${pointer && ` ${pointer}`}: ${kind}${count > 1 ? ` × ${count}` : ""}`,
    ),
    ...(truncated ? ["… more are not listed."] : []),
    `${sha256}, ${bytes} bytes, ${lines} lines: ${counts.length > 0 ? counts.join(", ") : "nothing of a known form"}.`,
  ];
}

function unreadable(file: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new SetupError(
      `${file} cannot be read (${error.code}).`,
      "Give the name of a file, or - for what is piped in.",
    );
  };
}

/** `pedigree pii FILE|-`: is there personal data of a known form in a file? It stays here; nothing of it is shown. */
export function register(program: Command): void {
  program
    .command("pii")
    .description(
      "Look for personal data and secrets in a file of text or JSON lines, on this machine. Shows places, never what stands there.",
    )
    .argument("<file>", "file, or - for what is piped in")
    .option("--names", "guess at names of people, too (English; many are missed)")
    .option("--json", "print the result as JSON, such as for a report")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing found, 1 wrong use, 2 something found; a name that was guessed alone is 0.",
    )
    .action(async (file: string, { names, json }: Options) => {
      const input = file === "-" ? process.stdin : createReadStream(file);
      const result = await scan(input, names === true).catch(unreadable(file));
      console.log(json ? JSON.stringify(result) : say(result).join("\n"));
      process.exitCode = Object.keys(result.found).some((kind) => kind !== "name") ? 2 : 0;
    });
}
