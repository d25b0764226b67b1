import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { z } from "zod";
import { ROOT } from "@/cli/supervise/home";

const ENTRY = "cli/verifier/main.ts";
const Package = z.object({ name: z.string(), version: z.string(), license: z.string() });
const MODULE = /^node_modules\/(?:@[^/]+\/)?[^/]+/;

/** The notices of a package that is in the file, which its licence wants to go with it. */
function notice(folder: string): string {
  const at = join(ROOT, folder);
  const { name, version, license } = Package.parse(JSON.parse(readFileSync(join(at, "package.json"), "utf8")));
  const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) {
    throw new Error(`${name} has no file with its licence`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(at, file), "utf8").trim()}`;
}

function head(): string {
  const { name, version, license } = Package.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  return `#!/usr/bin/env node
// Checks the evidence of Pedigree dossiers, offline: node pedigree-verify.mjs FILE.zip --trust pinned.json
// ${name} ${version}, ${license}. Made from ${ENTRY} and what it imports; the licences of others are at the end.`;
}

/** The verifier as one file that needs Node 20 and nothing else. The same sources give the same bytes. */
export async function verifierProgram(): Promise<Uint8Array> {
  const built = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    tsconfig: join(ROOT, "tsconfig.json"),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    charset: "utf8",
    // Not made small: whoever relies on it may want to read it.
    legalComments: "inline",
    banner: { js: head() },
    logLevel: "silent",
  });
  const inputs = Object.values(built.metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const packages = [...new Set(inputs.flatMap((path) => MODULE.exec(path)?.[0] ?? []))].sort();
  const notices = packages.map((each) => `/*!\n${notice(each).replaceAll("*/", "* /")}\n*/`);
  const [program] = built.outputFiles;
  return Buffer.from(`${program?.text ?? ""}\n${notices.join("\n\n")}\n`);
}
