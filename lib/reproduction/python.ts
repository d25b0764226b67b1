import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { condaInstallable } from "@/lib/exchange/conda-install";
import type { Wanted } from "@/lib/exchange/installable";
import type { LockfileFormat } from "@/lib/exchange/lockfiles";
import { poetryInstallable } from "@/lib/exchange/poetry-install";
import { uvInstallable } from "@/lib/exchange/uv-install";
import { isVersion, printed } from "./program";
import type { Built, Recipe } from "./recipe";
import { installable, type Requirements, requirementsOf } from "./requirements";

const Interpreter = z.object({ version: z.string(), program: z.string(), prefix: z.string() });
type Interpreter = z.infer<typeof Interpreter>;
const ASK = `import json, platform, sys
program = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps({"version": platform.python_version(), "program": program, "prefix": sys.base_prefix}))`;

async function interpreter(program: string): Promise<Interpreter | undefined> {
  try {
    return Interpreter.parse(JSON.parse(await printed([program, "-I", "-c", ASK])));
  } catch {
    return undefined;
  }
}

/** The first Python of this machine that has the recorded version. */
async function pythonOf(recorded: string | null): Promise<Interpreter | undefined> {
  const short = /\d+(\.\d+)?/.exec(recorded ?? "")?.[0] ?? "3";
  for (const program of [`python${short}`, "python3", "python"]) {
    const found = await interpreter(program);
    if (found && isVersion(found.version, recorded ?? "3")) {
      return found;
    }
  }
  return undefined;
}

/** The installer's own understanding of conditions, so that it and the lockfile mean the same. */
const JUDGE = `import json, platform, sys
from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.specifiers import SpecifierSet
asked = json.load(sys.stdin)
def holds(text):
    return any(Marker(text).evaluate({"extra": extra}) for extra in asked["extras"] or [""])
print(json.dumps({
    "fits": SpecifierSet(asked["python"]).contains(platform.python_version(), prereleases=True),
    "holding": [text for text in asked["conditions"] if holds(text)],
}))`;
const Judged = z.object({ fits: z.boolean(), holding: z.array(z.string()) });

const INSTALLABLE = { uv: uvInstallable, poetry: poetryInstallable, conda: condaInstallable } as const;

/** What is installed of a project's lockfile with this interpreter. */
async function chosen(
  text: string,
  kind: keyof typeof INSTALLABLE,
  wanted: Wanted,
  { program, version }: Interpreter,
): Promise<Requirements> {
  const { python = "", conditions, choose } = INSTALLABLE[kind](text, wanted);
  const input = JSON.stringify({ python, conditions, extras: wanted.extras });
  const judged = Judged.parse(JSON.parse(await printed([program, "-I", "-c", JUDGE], { input })));
  if (!judged.fits) {
    return { reasons: [reason("lockfile_for_other_python", { wanted: python, version })] };
  }
  const holding = new Set(judged.holding);
  const found = choose((condition) => holding.has(condition));
  return "why" in found ? { reasons: [reason("lockfile_not_exact", { why: found.why })] } : requirementsOf(found);
}

/** Wheels only: a source package runs code of its own when it is installed, outside of any isolation. */
const INSTALL = ["install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--quiet"];

async function install(
  { program, prefix }: Interpreter,
  requirements: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Built> {
  const file = join(folder, "requirements.txt");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, requirements, { mode: 0o644 });
  const venv = join(folder, "venv");
  await printed([program, "-I", "-m", "venv", "--without-pip", venv], { signal });
  const bin = join(venv, "bin");
  const python = join(bin, "python");
  if (requirements !== "") {
    // The interpreter's own pip: one in the environment would be there without being locked.
    await printed([program, "-I", "-m", "pip", "--python", python, ...INSTALL, "-r", file], { signal });
  }
  const directories = [venv, ...(prefix.startsWith("/usr") ? [] : [prefix])];
  return { path: [bin], kept: python, shown: Object.fromEntries(directories.map((each) => [each, each])) };
}

/** How an environment of Python is built from a lockfile of pip, uv, Poetry or conda; pip compares the digest of everything that it installs. */
export async function pythonRecipe(
  text: string,
  kind: Exclude<LockfileFormat["kind"], "npm">,
  asked: Wanted & { readonly python: string | null },
): Promise<Recipe | { readonly reasons: readonly Reason[] }> {
  const python = await pythonOf(asked.python);
  if (!python) {
    return { reasons: [reason("python_missing", { version: asked.python ?? "3" })] };
  }
  const wanted = kind === "pip" ? installable(text) : await chosen(text, kind, asked, python);
  if ("reasons" in wanted) {
    return wanted;
  }
  return {
    key: `${python.version}\n${python.program}\n${wanted.text}`,
    install: (folder, signal) => install(python, wanted.text, folder, signal),
  };
}
