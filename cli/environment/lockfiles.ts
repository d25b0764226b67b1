import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import type { Lockfile, Package } from "@/lib/contract/environment";
import { SetupError } from "@/lib/errors";
import { BadLockfile, type Locked } from "@/lib/exchange/lockfile";
import { formatByName, formatOf } from "@/lib/exchange/lockfiles";
import { sha256 } from "@/lib/hash";

/** The lockfiles of a folder, and what a person should know about them. */
export interface FoundLockfiles {
  readonly lockfiles: readonly Lockfile[];
  readonly told: readonly string[];
}

const LARGEST = 64 * 1024 * 1024;

/** The bytes of a file. @throws SetupError where there is none, or one that is too large to be a lockfile. */
export function bytesOf(path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new SetupError(`There is no file ${path}.`, "Check the name.");
  }
  if (found.size > LARGEST) {
    throw new SetupError(`${path} has ${found.size} bytes.`, `A lockfile has at most ${LARGEST}.`);
  }
  return readFileSync(path);
}

/** Does `work` on the text of `path`; what is wrong with it is told with the place. */
export function placed<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadLockfile) {
      const place = error.line === undefined ? path : `${path}:${error.line}`;
      throw new SetupError(`${place}: ${error.message}`, error.remedy);
    }
    throw error;
  }
}

/** Is a package locked to its bytes? A folder has no bytes of its own, and what is bundled has those of another package. */
function isLocked({ hashes, source, groups = [] }: Package): boolean {
  const isElsewhere = source?.kind === "path" || groups.includes("bundled");
  return hashes !== undefined || source?.commit !== undefined || isElsewhere;
}

function toldOf(path: string, { packages, notes }: Locked): string[] {
  const loose = packages.filter((each) => !isLocked(each)).length;
  return [
    ...notes.map((note) => `${path}: ${note}`),
    ...(loose > 0 ? [`${path}: ${loose} of ${packages.length} packages are locked by neither digest nor commit`] : []),
  ];
}

/** Where a file leads that another names. @throws SetupError where it is on the web: what is there today may be another tomorrow. */
function included(from: string, { path, line }: Locked["includes"][number]): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) {
    throw new SetupError(
      `${from}:${line}: ${path} is not in a folder here.`,
      "Put the file beside this one and name that.",
    );
  }
  return normalize(join(dirname(from), path));
}

/**
 * Reads the files and those that they name, each once.
 *
 * @throws SetupError with file, line and what to do, at the first that cannot be read.
 */
function readAll(folder: string, files: readonly string[]): FoundLockfiles {
  const lockfiles: Lockfile[] = [];
  const told: string[] = [];
  const left = [...files];
  const seen = new Set<string>();
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    if (seen.has(path)) {
      continue;
    }
    seen.add(path);
    const [name, whole] = [path, join(folder, path)];
    const bytes = bytesOf(whole);
    const text = bytes.toString("utf8");
    const { kind, read } = placed(whole, () => formatOf(basename(name), text));
    const locked = placed(whole, () => read(text));
    lockfiles.push({ path: name, kind, sha256: sha256(bytes), packages: [...locked.packages] });
    told.push(...toldOf(name, locked));
    left.push(...locked.includes.map((each) => included(name, each)));
  }
  return { lockfiles, told };
}

/** npm reads package-lock.json only where there is no npm-shrinkwrap.json. */
function usualIn(folder: string): string[] {
  const names = readdirSync(folder)
    .filter((name) => formatByName(name) !== undefined)
    .sort();
  return names.includes("npm-shrinkwrap.json") ? names.filter((name) => name !== "package-lock.json") : names;
}

/** The lockfiles of `folder`: those that are named (relative to it), else all with a usual name. */
export function lockfilesIn(folder: string, named: readonly string[] = []): FoundLockfiles {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SetupError(`There is no folder ${folder}.`, "Say the folder that holds the lockfiles.");
  }
  const files = named.length > 0 ? named.map((name) => normalize(name)) : usualIn(folder);
  const found = readAll(folder, files);
  return files.length > 0 ? found : { ...found, told: [`no lockfile in ${folder}: say which with --lockfile FILE`] };
}
