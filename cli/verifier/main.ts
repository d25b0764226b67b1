import { parseArgs } from "node:util";
import { isPdf, tellZip } from "@/cli/log/evidence";
import { readTrust, readWhole } from "@/cli/log/read";
import { SetupError } from "@/lib/errors";

// The whole of a program that is one file: see bundle.ts. It reads the files that it is given, and nothing else.

const USAGE = `Usage: node pedigree-verify.mjs FILE.zip --trust pinned.json [--json]

Checks the evidence of a Pedigree dossier, or of one event, by the keys in pinned.json. It needs no database and no network.
Take pinned.json from the operator of the log by another way than the evidence.
Exit codes: 0 valid, 4 invalid, 5 unverifiable; 1 means that there is no verdict.`;

function bytesIn(file: string): Uint8Array {
  const bytes = readWhole(file, USAGE);
  if (isPdf(bytes)) {
    throw new SetupError(
      `${file} is a PDF: what can be checked here is the file evidence.zip inside of it.`,
      `Take that out with a PDF reader or by \`pdfdetach -saveall ${file}\`, and give it to this program.`,
    );
  }
  return bytes;
}

function verify(args: string[]): void {
  const options = { trust: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (file === undefined || more.length > 0) {
    throw new SetupError("One file is checked at a time.", USAGE);
  }
  const pinned = values.trust === undefined ? undefined : readTrust(values.trust);
  tellZip(bytesIn(file), pinned, values);
}

try {
  verify(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetupError ? `${error.message}\n${error.remedy}` : error);
  process.exitCode = 1;
}
