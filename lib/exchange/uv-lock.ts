import { z } from "zod";
import { type Found, gitSource, type Locked, locked, pythonName, sourceAt } from "./lockfile";
import { shaped, toml } from "./syntax";

const REMEDY = "Run uv lock anew; uv.lock of version 1 is read.";

const File = z.looseObject({ hash: z.string().optional() });
const Dependency = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  source: z.record(z.string(), z.unknown()).optional(),
  extra: z.array(z.string()).optional(),
  marker: z.string().optional(),
});
export type UvDependency = z.infer<typeof Dependency>;
const Dependencies = z.array(Dependency);
const UvPackage = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  source: z.record(z.string(), z.unknown()),
  "resolution-markers": z.array(z.string()).optional(),
  sdist: File.optional(),
  wheels: z.array(File).optional(),
  dependencies: Dependencies.optional(),
  "optional-dependencies": z.record(z.string(), Dependencies).optional(),
  "dev-dependencies": z.record(z.string(), Dependencies).optional(),
});
export type UvPackage = z.infer<typeof UvPackage>;
const UvLock = z.looseObject({
  version: z.literal(1),
  "requires-python": z.string().optional(),
  "supported-markers": z.array(z.string()).optional(),
  package: z.array(UvPackage).optional(),
});

/** What stands in a uv.lock. @throws BadLockfile where it is none. */
export function readUvLock(text: string) {
  const understood = toml(text, REMEDY);
  return { understood, lock: shaped(UvLock, understood, REMEDY) };
}

/** `https://host/repo.git?tag=v1&subdirectory=x#<commit>`: what was asked for, and what it was. */
function gitOf(address: string): Found["source"] {
  const [, plain = "", query = "", commit = ""] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? [];
  const asked = new URLSearchParams(query);
  const reference = asked.get("tag") ?? asked.get("branch") ?? asked.get("rev") ?? undefined;
  const source = gitSource(plain, commit || reference, asked.get("subdirectory") ?? undefined);
  return reference && commit && reference !== commit ? { ...source, reference } : source;
}

function sourceOf(source: UvPackage["source"]): Found["source"] {
  const at = (kind: string) => (typeof source[kind] === "string" ? source[kind] : undefined);
  const git = at("git");
  const subdirectory = at("subdirectory");
  const found = git === undefined ? undefined : gitOf(git);
  const elsewhere = sourceAt("registry", at("registry")) ?? sourceAt("url", at("url"));
  const here = sourceAt("path", at("path") ?? at("directory") ?? at("editable"));
  const known = found ?? elsewhere ?? here;
  return known && subdirectory ? { ...known, subdirectory } : known;
}

/** The extras that anything in the lock asks of a package; an edge that names a version means only that one. */
function extrasAsked(packages: readonly UvPackage[]): (of: UvPackage) => string[] {
  const edges = packages.flatMap((each) => [
    ...(each.dependencies ?? []),
    ...Object.values(each["optional-dependencies"] ?? {}).flat(),
    ...Object.values(each["dev-dependencies"] ?? {}).flat(),
  ]);
  return ({ name, version }) =>
    edges
      .filter((edge) => edge.name === name && (edge.version === undefined || edge.version === version))
      .flatMap(({ extra = [] }) => extra.map(pythonName));
}

/** A package without what others ask of it. */
export function uvPackage({ name, version, source, sdist, wheels = [], ...rest }: UvPackage): Found {
  return {
    ecosystem: "pypi",
    name: pythonName(name),
    version,
    markers: rest["resolution-markers"],
    source: sourceOf(source),
    hashes: [sdist, ...wheels].flatMap((file) => file?.hash ?? []),
  };
}

/**
 * uv.lock: all that is locked for every platform. A virtual project is never installed and is left out.
 *
 * @throws BadLockfile where it is no such file.
 */
export function uvLock(text: string): Locked {
  const { understood, lock } = readUvLock(text);
  const packages = lock.package ?? [];
  const extrasOf = extrasAsked(packages);
  const found = packages.map((each, index) => ({
    ...uvPackage(each),
    extras: extrasOf(each),
    line: () => understood.lineOf(["package", index]),
  }));
  return locked(found.filter((_, index) => packages[index]?.source.virtual === undefined));
}
