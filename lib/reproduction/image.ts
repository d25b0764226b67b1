import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { printed, whyNot } from "./program";
import type { Built, Recipe } from "./recipe";

/** Container engines, by the names of their programs. They keep images, and vouch for the digests. */
const ENGINES = ["podman", "docker"] as const;

/** What both engines say of an image; the digest of its manifest stands behind a name, or alone where it has none. */
const Image = z.object({
  Id: z.string(),
  Digest: z.string().optional(),
  RepoDigests: z.array(z.string()).nullish(),
  Config: z.object({ Env: z.array(z.string()).nullish() }).nullish(),
});
type Image = z.infer<typeof Image>;

const NO_SUCH_PROGRAM = 127;

/** An engine of this machine with all images that it keeps, or why it does not tell them. */
interface Engine {
  readonly engine: string;
  readonly images: readonly Image[];
  readonly why?: string;
}

async function imagesOf(engine: string): Promise<Image[]> {
  const ids = (await printed([engine, "image", "ls", "--all", "--quiet", "--no-trunc"])).split(/\s+/);
  const all = [...new Set(ids)].filter((id) => id !== "");
  return all.length === 0 ? [] : z.array(Image).parse(JSON.parse(await printed([engine, "image", "inspect", ...all])));
}

async function enginesHere(): Promise<Engine[]> {
  const found: Engine[] = [];
  for (const engine of ENGINES) {
    try {
      found.push({ engine, images: await imagesOf(engine) });
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === NO_SUCH_PROGRAM;
      found.push(...(isMissing ? [] : [{ engine, images: [], why: whyNot(error) }]));
    }
  }
  return found;
}

function has({ Digest, RepoDigests }: Image, digest: string): boolean {
  return Digest === digest || (RepoDigests ?? []).some((each) => each.endsWith(`@${digest}`));
}

/** Below what one argument of a program may have (128 KiB, MAX_ARG_STRLEN of Linux). */
const MOST_VARIABLES = 100_000;

/** The variables that the image sets, and where it looks for programs. @throws Error where no program could be given them. */
function settingsOf({ Config }: Image): { readonly path: string[]; readonly env: Record<string, string> } {
  const all = Config?.Env ?? [];
  const text = all.join("");
  if (Buffer.byteLength(text) > MOST_VARIABLES || text.includes("\0")) {
    throw new Error(`its variables have more than ${MOST_VARIABLES} bytes, or a null character`);
  }
  const pairs = all.flatMap((each) => {
    const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(each) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  const { PATH = "", ...env } = Object.fromEntries(pairs);
  return { path: PATH.split(":").filter((each) => each !== ""), env };
}

const UNPACK = ["tar", "--extract", "--no-same-owner", "--no-same-permissions", "--anchored", "--exclude=dev/*"];
/** Devices are the machine's, and what is no file is nobody's data. */
const NO_FILES = ["-type", "b", "-o", "-type", "c", "-o", "-type", "p", "-o", "-type", "s"];
/** What runs is nobody here, and may read what root could in a container. */
const OPEN = ["chmod", "--recursive", "a+rX,ug-s"];

/** Writes the files of the image below `folder`; nothing of it runs. */
async function unpack(engine: string, image: Image, folder: string, signal: AbortSignal | undefined): Promise<Built> {
  const [files, archive] = [join(folder, "files"), join(folder, "files.tar")];
  const settings = settingsOf(image);
  mkdirSync(files, { recursive: true });
  // A container that is never started: engines give out files of containers alone, and those want a command.
  const container = (await printed([engine, "create", "--network", "none", image.Id, "none"], { signal })).trim();
  try {
    await printed([engine, "export", "--output", archive, container], { signal });
  } finally {
    await printed([engine, "rm", "--volumes", container]);
  }
  await printed([...UNPACK, "--directory", files, "--file", archive], { signal });
  await printed(["find", files, "(", ...NO_FILES, ")", "-delete"], { signal });
  await printed([...OPEN, files], { signal });
  rmSync(archive);
  return { ...settings, kept: files, shown: {}, image: files };
}

function missing(image: string, engines: readonly Engine[]): Reason {
  const [first] = engines;
  const answering = engines.find(({ why }) => why === undefined);
  if (answering) {
    return reason("image_missing", { image, engine: answering.engine });
  }
  return first
    ? reason("environment_not_built", { why: `${first.engine}: ${first.why}` })
    : reason("engine_missing", { image });
}

/**
 * How an environment is built from a container image that an engine has on this machine. None is pulled: where images come from is for the
 * machine to say.
 */
export async function imageRecipe(digest: string): Promise<Recipe | { readonly reasons: readonly Reason[] }> {
  const engines = await enginesHere();
  for (const { engine, images } of engines) {
    const image = images.find((each) => has(each, digest));
    if (image) {
      return { key: `image\n${digest}`, install: (folder, signal) => unpack(engine, image, folder, signal) };
    }
  }
  return { reasons: [missing(digest, engines)] };
}
