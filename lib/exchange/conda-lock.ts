import { z } from "zod";
import { condaFile } from "./conda-explicit";
import { type Found, type Locked, locked, pythonName, sourceAt } from "./lockfile";
import { requirement } from "./pip-requirement";
import { shaped, yaml } from "./syntax";

const REMEDY = "Run conda-lock anew; its unified file of version 1 is read.";

const CondaPackage = z.looseObject({
  name: z.string(),
  version: z.string(),
  manager: z.enum(["conda", "pip"]),
  platform: z.string(),
  url: z.string(),
  hash: z.looseObject({ md5: z.string().optional(), sha256: z.string().optional() }),
  category: z.string().optional(),
});
type CondaPackage = z.infer<typeof CondaPackage>;
const CondaLock = z.looseObject({ version: z.literal("1").optional(), package: z.array(CondaPackage) });

/** What pip installs by commit has the commit where the digest stands. */
function pipPackage({ name, url }: CondaPackage, hashes: readonly string[]): Partial<Found> {
  const { source } = requirement(`${name} @ ${url}`);
  return { ecosystem: "pypi", name: pythonName(name), source, hashes: source?.kind === "git" ? [] : [...hashes] };
}

function foundIn(each: CondaPackage): Found {
  const { name, version, manager, platform, url, hash, category } = each;
  const hashes = Object.entries({ md5: hash.md5, sha256: hash.sha256 }).flatMap(([algorithm, hex]) =>
    hex ? [`${algorithm}:${hex}`] : [],
  );
  const file = condaFile(url);
  const conda = { build: file?.build, source: sourceAt("registry", file?.channel ?? url), hashes };
  const known = {
    ecosystem: "conda" as const,
    name,
    version,
    platform,
    groups: category === undefined ? [] : [category],
  };
  return { ...known, ...(manager === "conda" ? conda : pipPackage(each, hashes)) };
}

/** `__osx` and the like are the machine that was asked for: no packages. Old versions of conda-lock listed them. */
function isReal({ name }: CondaPackage): boolean {
  return !name.startsWith("__");
}

/**
 * conda-lock's unified file, of all platforms that it locks, with what pip installs.
 *
 * @throws BadLockfile where it is no such file.
 */
export function condaLock(text: string): Locked {
  const understood = yaml(text, REMEDY);
  const found = shaped(CondaLock, understood, REMEDY).package.flatMap((each, index) =>
    isReal(each) ? [{ ...foundIn(each), line: () => understood.lineOf(["package", index]) }] : [],
  );
  return locked(found);
}
