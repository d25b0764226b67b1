import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { Wanted } from "@/lib/exchange/installable";
import { type NpmProject, npmProject } from "./npm-project";
import { isVersion, printed } from "./program";
import type { Built, Recipe } from "./recipe";

const Interpreter = z.object({ version: z.string(), program: z.string() });
type Interpreter = z.infer<typeof Interpreter>;
const ASK = "console.log(JSON.stringify({ version: process.version, program: process.execPath }))";

/** Scripts of packages would run outside of any isolation. */
const INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--no-update-notifier"];

async function nodeOf(recorded: string | null): Promise<Interpreter | undefined> {
  for (const program of ["node", process.execPath]) {
    try {
      const found = Interpreter.parse(JSON.parse(await printed([program, "-e", ASK])));
      if (isVersion(found.version, recorded)) {
        return found;
      }
    } catch {}
  }
  return undefined;
}

async function install(
  { program }: Interpreter,
  { manifest, lock }: NpmProject,
  isDev: boolean,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal | undefined },
): Promise<Built> {
  const [bin, project] = [join(folder, "bin"), join(folder, "project")];
  const modules = join(project, "node_modules");
  mkdirSync(bin, { recursive: true });
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(project, "package.json"), manifest);
  writeFileSync(join(project, "package-lock.json"), lock);
  await printed(["npm", ...INSTALL, isDev ? "--include=dev" : "--omit=dev"], { folder: project, signal });
  // npm puts away the folder of a project without packages.
  mkdirSync(modules, { recursive: true });
  symlinkSync(program, join(bin, "node"));
  const prefix = dirname(dirname(program));
  const shown = prefix.startsWith("/usr") ? {} : { [prefix]: prefix };
  // Scripts find packages in a folder above them: by `import` in no other way.
  return { path: [bin], kept: join(bin, "node"), shown: { ...shown, [bin]: bin, "/node_modules": modules } };
}

/** How an environment of Node is built from a package-lock.json; npm compares the digest of everything that it installs. */
export async function nodeRecipe(
  text: string,
  asked: Wanted & { readonly node: string | null },
): Promise<Recipe | { readonly reasons: readonly Reason[] }> {
  const project = npmProject(text, asked);
  if ("reasons" in project) {
    return project;
  }
  const node = await nodeOf(asked.node);
  if (!node) {
    return { reasons: [reason("node_missing", { version: asked.node ?? "" })] };
  }
  const isDev = asked.groups.includes("dev");
  return {
    key: `${node.version}\n${node.program}\n${isDev}\n${project.lock}`,
    install: (folder, signal) => install(node, project, isDev, { folder, signal }),
  };
}
