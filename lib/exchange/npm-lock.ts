import { z } from "zod";
import { BadLockfile, type Found, gitSource, type Locked, locked, sourceAt } from "./lockfile";
import { json, shaped, type Understood } from "./syntax";

const REMEDY = "Let npm write it anew: npm install --package-lock-only.";

const Flags = {
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  peer: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  bundled: z.boolean().optional(),
};
const Entry = z.looseObject({ ...Flags, name: z.string().optional(), link: z.boolean().optional() });
type Entry = z.infer<typeof Entry>;

/** Before npm 7 packages stood in one another. */
const Dependencies = z.record(z.string(), z.unknown());
const OldEntry = z.looseObject({ ...Flags, dependencies: Dependencies.optional() });
type OldEntry = z.infer<typeof OldEntry>;

const NpmLock = z.looseObject({
  lockfileVersion: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), Entry).optional(),
  dependencies: Dependencies.optional(),
});

/** Subresource integrity (`sha512-<base64>`, several with spaces between them) as digests; what is none stays as it is. */
function hashesIn(integrity: string | undefined): string[] {
  const parts = (integrity ?? "").split(/\s+/).filter((each) => each !== "");
  return parts.map((each) => {
    const [, algorithm, base64 = ""] = /^([a-z0-9]+)-([A-Za-z0-9+/=]+)(?:\?.*)?$/.exec(each) ?? [];
    return algorithm === undefined ? each : `${algorithm}:${Buffer.from(base64, "base64").toString("hex")}`;
  });
}

const GIT = /^(?:git\+|git:|github:|gitlab:|bitbucket:|ssh:)/;

/** `resolved` as a source: a registry by its address, without the file's. */
function sourceOf(resolved: string | undefined): Found["source"] {
  if (resolved === undefined) {
    return undefined;
  }
  if (GIT.test(resolved)) {
    const [location = "", commit] = resolved.split("#");
    return gitSource(location, commit);
  }
  if (!/^https?:/.test(resolved)) {
    return sourceAt("path", resolved.replace(/^file:/, ""));
  }
  const registry = /^(https?:\/\/.*?)\/(?:@[^/]+\/)?[^/]+\/-\//i.exec(resolved)?.[1];
  return registry === undefined ? sourceAt("url", resolved) : sourceAt("registry", registry);
}

/** Why it is there where not in any case. What is bundled lies in the bytes of another package. */
function groupsOf({ dev, optional, devOptional, peer, inBundle, bundled }: Entry | OldEntry): string[] {
  const told = { bundled: inBundle || bundled, dev: dev || devOptional, optional: optional || devOptional, peer };
  return Object.entries(told).flatMap(([group, is]) => (is ? [group] : []));
}

function foundAt(installed: string, name: string, entry: Entry | OldEntry, resolved = entry.resolved): Found {
  return {
    ecosystem: "npm",
    name,
    version: entry.version,
    alias: name === installed ? undefined : installed,
    groups: groupsOf(entry),
    source: sourceOf(resolved),
    hashes: hashesIn(entry.integrity),
  };
}

/** A link leads to a folder of the project, which has an entry of its own with the version. */
function inFolders(packages: Readonly<Record<string, Entry>>, understood: Understood): Found[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const at = path.lastIndexOf("node_modules/");
    if (at < 0) {
      return [];
    }
    const installed = path.slice(at + "node_modules/".length);
    if (!entry.link) {
      const line = () => understood.lineOf(["packages", path]);
      return [{ ...foundAt(installed, entry.name ?? installed, entry), line }];
    }
    const target = packages[entry.resolved ?? ""];
    return [foundAt(installed, target?.name ?? installed, { ...target, ...groupsFlags(entry) }, entry.resolved ?? "")];
  });
}

function groupsFlags({ dev, optional, devOptional, peer }: Entry): Partial<Entry> {
  return { dev, optional, devOptional, peer };
}

/** npm puts packages a few deep; a text that goes on for ever would end the program. */
const DEEPEST = 200;

/** In version 1 `version` says of an alias, a folder or git what `resolved` says today. */
function nested(dependencies: Readonly<Record<string, unknown>>, understood: Understood, depth = 0): Found[] {
  if (depth > DEEPEST) {
    throw new BadLockfile(`has more than ${DEEPEST} packages in one another`, REMEDY);
  }
  return Object.entries(dependencies).flatMap(([installed, value]) => {
    const entry = shaped(OldEntry, { value, lineOf: (path) => understood.lineOf([installed, ...path]) }, REMEDY);
    const [, alias, aliased] = /^npm:(.+)@([^@]+)$/.exec(entry.version ?? "") ?? [];
    const isPlace = /[:/]/.test(entry.version ?? "") && alias === undefined;
    const plain = { ...entry, version: aliased ?? (isPlace ? undefined : entry.version) };
    return [
      {
        ...foundAt(installed, alias ?? installed, plain, isPlace ? entry.version : entry.resolved),
        line: () => understood.lineOf([installed]),
      },
      ...nested(entry.dependencies ?? {}, understood, depth + 1),
    ];
  });
}

/**
 * package-lock.json or npm-shrinkwrap.json of npm 5 and newer. The project itself is no package of its environment.
 *
 * @throws BadLockfile where it is no such file.
 */
export function npmLock(text: string): Locked {
  const understood = json(text, REMEDY);
  const { packages, dependencies = {} } = shaped(NpmLock, understood, REMEDY);
  return locked(packages ? inFolders(packages, understood) : nested(dependencies, understood));
}
