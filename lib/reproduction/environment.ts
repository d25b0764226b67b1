import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { onlyConda } from "@/lib/exchange/conda-install";
import type { Wanted } from "@/lib/exchange/installable";
import { BadLockfile } from "@/lib/exchange/lockfile";
import { formatIn } from "@/lib/exchange/lockfiles";
import { sha256 } from "@/lib/hash";
import { imageRecipe } from "./image";
import { nodeRecipe } from "./node";
import { whyNot } from "./program";
import { pythonRecipe } from "./python";
import { Built, type Recipe } from "./recipe";

/** What is built of a lockfile: with what, as exactly as the record says it, and what besides the project's own dependencies. */
export interface Asked extends Wanted {
  readonly python: string | null;
  readonly node: string | null;
}

/** Of what an environment is built: a lockfile, or a container image that has this digest. */
export type Source = { readonly lockfile: string; readonly asked: Asked } | { readonly image: string };

type Refused = { readonly reasons: readonly Reason[] };

async function condaRecipe(text: string, asked: Asked): Promise<Recipe | Refused> {
  const names = onlyConda(text, asked).map(({ name, version }) =>
    version === undefined ? name : `${name} ${version}`,
  );
  const first = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
  return names.length > 0
    ? { reasons: [reason("conda_not_built", { count: names.length, first })] }
    : pythonRecipe(text, "conda", asked);
}

async function recipeOf(source: Source): Promise<Recipe | Refused> {
  if ("image" in source) {
    return imageRecipe(source.image);
  }
  const { lockfile: text, asked } = source;
  try {
    const { kind } = formatIn(text);
    switch (kind) {
      case "conda":
        return await condaRecipe(text, asked);
      case "npm":
        return nodeRecipe(text, asked);
      default:
        return await pythonRecipe(text, kind, asked);
    }
  } catch (error) {
    const why = error instanceof BadLockfile ? { why: error.message, line: error.line ?? 0 } : undefined;
    return {
      reasons: [why ? reason("lockfile_malformed", why) : reason("environment_not_built", { why: whyNot(error) })],
    };
  }
}

function cachedAt(file: string): Built | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const built = Built.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  return built && existsSync(built.kept) ? built : undefined;
}

/**
 * Builds an environment for real, or finds it where it was built before: below `cache`, by the digest of the packages and the version of
 * what runs them, or of the image. Whoever installs compares the digest of everything. Where `signal` ends it, its reason is thrown.
 */
export async function buildEnvironment(source: Source, cache: string, signal?: AbortSignal): Promise<Built | Refused> {
  signal?.throwIfAborted();
  const recipe = await recipeOf(source);
  if ("reasons" in recipe) {
    return recipe;
  }
  const key = sha256(recipe.key).slice("sha256:".length);
  const known = join(cache, `${key}.json`);
  const before = cachedAt(known);
  if (before) {
    return before;
  }
  // Each in a folder of its own: two may build at once, and one that was cut off is never taken for whole.
  const folder = join(cache, `${key.slice(0, 16)}-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(cache, { recursive: true });
    const built = await recipe.install(folder, signal);
    writeFileSync(`${folder}.json`, JSON.stringify(built));
    renameSync(`${folder}.json`, known);
    return built;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    signal?.throwIfAborted();
    return { reasons: [reason("environment_not_built", { why: whyNot(error) })] };
  }
}
