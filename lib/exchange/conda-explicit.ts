import { BadLockfile, type Found, type Locked, locked, sourceAt } from "./lockfile";
import { requirement } from "./pip-requirement";

const REMEDY = "Write it anew: conda list --explicit --sha256, or conda-lock render --kind explicit.";
const LINE = /^(\S+?\.(?:conda|tar\.bz2))(?:#(?:(?<md5>[0-9a-f]{32})|(?:sha256:)?(?<sha256>[0-9a-f]{64})))?$/i;

/** What the address of a conda package says: `<channel>/<platform>/<name>-<version>-<build>.conda`. */
interface CondaFile {
  readonly channel: string;
  readonly platform: string;
  readonly name: string;
  readonly version: string;
  readonly build: string;
}

/** The parts of a conda package's address, or undefined where it is none. */
export function condaFile(address: string): CondaFile | undefined {
  const parts = /^(.+)\/([^/]+)\/([^/]+)-([^/-]+)-([^/-]+)\.(?:conda|tar\.bz2)$/.exec(address);
  const [, channel = "", platform = "", name = "", version = "", build = ""] = parts ?? [];
  return parts ? { channel, platform, name, version, build } : undefined;
}

function explicitLine(text: string, line: number): Found {
  const parts = LINE.exec(text);
  const file = condaFile(parts?.[1] ?? "");
  if (!parts || !file) {
    throw new BadLockfile(`${text} is no address of a conda package with its digest`, REMEDY, line);
  }
  const { md5, sha256 } = parts.groups ?? {};
  const hashes = [...(md5 ? [`md5:${md5}`] : []), ...(sha256 ? [`sha256:${sha256}`] : [])];
  return {
    ecosystem: "conda",
    name: file.name,
    version: file.version,
    build: file.build,
    source: sourceAt("registry", file.channel),
    hashes: hashes.map((hash) => hash.toLowerCase()),
  };
}

/**
 * conda's explicit list, with the lines `# pip …` that conda-lock adds. A package without a platform of its own
 * (`noarch`) is for the platform of the list, like the others.
 *
 * @throws BadLockfile at the first line that is none.
 */
export function condaExplicit(text: string): Locked {
  const lines = text.split(/\r\n|\r|\n/).map((each, index) => ({ text: each.trim(), line: index + 1 }));
  if (!lines.some((each) => each.text === "@EXPLICIT")) {
    throw new BadLockfile("has no line @EXPLICIT", REMEDY);
  }
  const platform = /^#\s*platform:\s*(\S+)\s*$/m.exec(text)?.[1];
  const found = lines.flatMap(({ text: each, line }): Found[] => {
    const [, pip] = /^# pip (.+)$/.exec(each) ?? [];
    if (pip !== undefined) {
      return [requirement(pip, line)];
    }
    return each === "" || each.startsWith("#") || each === "@EXPLICIT" ? [] : [explicitLine(each, line)];
  });
  return locked(found.map((each) => ({ ...each, platform })));
}
