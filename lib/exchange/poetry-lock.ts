import { z } from "zod";
import { type Found, gitSource, type Locked, locked, pythonName, sourceAt } from "./lockfile";
import { shaped, toml } from "./syntax";

const REMEDY = "Run poetry lock anew; lock-version 1 and 2 are read.";

const Files = z.array(z.looseObject({ hash: z.string() }));
const Source = z.looseObject({
  type: z.string(),
  url: z.string(),
  reference: z.string().optional(),
  resolved_reference: z.string().optional(),
  subdirectory: z.string().optional(),
});
const PoetryPackage = z.looseObject({
  name: z.string(),
  version: z.string(),
  category: z.string().optional(),
  groups: z.array(z.string()).optional(),
  markers: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  files: Files.optional(),
  source: Source.optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
});
export type PoetryPackage = z.infer<typeof PoetryPackage>;
const PoetryLock = z.looseObject({
  package: z.array(PoetryPackage).default([]),
  extras: z.record(z.string(), z.unknown()).default({}),
  metadata: z.looseObject({
    "lock-version": z.string().regex(/^[12]\./, "must be 1.x or 2.x"),
    "python-versions": z.string().optional(),
    files: z.record(z.string(), Files).optional(),
  }),
});

/** What stands in a poetry.lock. @throws BadLockfile where it is none. */
export function readPoetryLock(text: string) {
  const understood = toml(text, REMEDY);
  return { understood, lock: shaped(PoetryLock, understood, REMEDY) };
}

const Edge = z.looseObject({ extras: z.array(z.string()).optional() });
const Edges = z.union([z.array(Edge), Edge.transform((edge) => [edge])]);

function sourceOf(source: PoetryPackage["source"]): Found["source"] {
  if (source === undefined) {
    return undefined;
  }
  const { type, url, reference, resolved_reference: commit, subdirectory } = source;
  if (type === "git") {
    const found = gitSource(url, commit ?? reference, subdirectory);
    return reference && reference !== commit ? { ...found, reference } : found;
  }
  const found = sourceAt(type === "legacy" ? "registry" : type === "url" ? "url" : "path", url);
  return found && subdirectory ? { ...found, subdirectory } : found;
}

/** The extras that other packages ask for. What the project itself asks for stands in pyproject.toml alone. */
function extrasAsked(packages: readonly PoetryPackage[]): ReadonlyMap<string, string[]> {
  const asked = new Map<string, string[]>();
  for (const [name, edge] of packages.flatMap(({ dependencies = {} }) => Object.entries(dependencies))) {
    const extras = (Edges.safeParse(edge).data ?? []).flatMap(({ extras: each = [] }) => each.map(pythonName));
    asked.set(pythonName(name), [...(asked.get(pythonName(name)) ?? []), ...extras]);
  }
  return asked;
}

/** A package without groups, conditions and what others ask of it. */
export function poetryPackage({ name, version, source, files = [] }: PoetryPackage): Found {
  const hashes = files.map(({ hash }) => hash);
  return { ecosystem: "pypi", name: pythonName(name), version, source: sourceOf(source), hashes };
}

/**
 * poetry.lock. What Poetry takes from PyPI states no source, so it has none here either.
 *
 * @throws BadLockfile where it is no such file.
 */
export function poetryLock(text: string): Locked {
  const { understood, lock } = readPoetryLock(text);
  const { package: packages, metadata } = lock;
  const extras = extrasAsked(packages);
  // Poetry 1.0 to 1.2 kept the digests of all packages in one table at the end.
  const old = new Map(Object.entries(metadata.files ?? {}).map(([name, files]) => [pythonName(name), files]));
  return locked(
    packages.map((each, index) => {
      const { markers = {}, groups = each.category === undefined ? [] : [each.category] } = each;
      const files = each.files ?? old.get(pythonName(each.name));
      return {
        ...poetryPackage({ ...each, files }),
        extras: extras.get(pythonName(each.name)),
        markers: typeof markers === "string" ? [markers] : Object.values(markers),
        groups,
        line: () => understood.lineOf(["package", index]),
      };
    }),
  );
}
