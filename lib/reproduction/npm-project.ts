import { z } from "zod";
import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import type { Wanted } from "@/lib/exchange/installable";
import { npmLock } from "@/lib/exchange/npm-lock";

const Ranges = z.record(z.string(), z.string());
const Names = z.array(z.string());
/** What npm needs to know of a package to put it where it was; not where it comes from, and no script. */
const Entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  dependencies: Ranges.optional(),
  devDependencies: Ranges.optional(),
  optionalDependencies: Ranges.optional(),
  peerDependencies: Ranges.optional(),
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() })).optional(),
  bundleDependencies: z.union([Names, z.boolean()]).optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  peer: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  engines: z.unknown().optional(),
  os: Names.optional(),
  cpu: Names.optional(),
  libc: Names.optional(),
});
type Entry = z.infer<typeof Entry>;
const Lock = z.object({
  lockfileVersion: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), Entry).optional(),
});

/** A project that npm installs: its two files. */
export interface NpmProject {
  readonly lock: string;
  readonly manifest: string;
}

const NAME = "(?:@[a-z0-9][\\w.-]*/)?[a-zA-Z0-9_-][\\w.-]*";
const PLACE = new RegExp(`^node_modules/${NAME}(?:/node_modules/${NAME})*$`);
/** A version, a range of them or a tag, also of a package by another name: no address and no folder. */
const RANGE = new RegExp(`^(?:npm:${NAME}@)?[\\w\\s.*^~<>=|+-]*$`);
const STRONG = /^sha(256|384|512):/;

function ranges({ dependencies, devDependencies, optionalDependencies }: Entry): string[] {
  return [dependencies, devDependencies, optionalDependencies].flatMap((each) => Object.values(each ?? {}));
}

/** The names of packages that are not one version with a strong digest from a registry. */
function looseIn(text: string): string[] {
  return npmLock(text).packages.flatMap(({ name, version, hashes = [], source, groups = [] }) => {
    const isElsewhere = source !== undefined && source.kind !== "registry";
    // What is bundled lies in the bytes of the package that bundles it.
    const isWhole = groups.includes("bundled") || hashes.some((hash) => STRONG.test(hash));
    return version === undefined || isElsewhere || !isWhole ? [name] : [];
  });
}

/**
 * The project of a package-lock.json as npm is told to install it: packages by name, version and digest, and no address, since where packages come
 * from is for this machine to say. The project's own package.json is what the lockfile says of it.
 *
 * @throws BadLockfile where it is no such file.
 */
export function npmProject(
  text: string,
  { extras, groups }: Wanted,
): NpmProject | { readonly reasons: readonly Reason[] } {
  const unknown = [...extras, ...groups.filter((group) => group !== "dev")];
  if (unknown.length > 0) {
    return { reasons: [reason("lockfile_not_exact", { why: `npm knows no group ${unknown.join(", ")}` })] };
  }
  const loose = looseIn(text);
  const { packages = {} } = Lock.parse(JSON.parse(text));
  const { "": root, ...installed } = packages;
  if (!root) {
    return {
      reasons: [reason("lockfile_not_exact", { why: "npm before version 7 did not write what the project asks for" })],
    };
  }
  const misplaced = Object.keys(installed).filter((place) => !PLACE.test(place));
  const elsewhere = Object.entries(packages).flatMap(([place, entry]) =>
    ranges(entry).every((range) => RANGE.test(range)) ? [] : [place || "the project"],
  );
  const refused = [...new Set([...loose, ...misplaced, ...elsewhere])];
  if (refused.length > 0) {
    return { reasons: refused.slice(0, 20).map((name) => reason("package_not_locked", { name })) };
  }
  const project = { name: "reproduced", version: "0.0.0", ...root };
  return {
    manifest: JSON.stringify({ ...project, private: true }),
    lock: JSON.stringify({ ...project, lockfileVersion: 3, requires: true, packages }),
  };
}
