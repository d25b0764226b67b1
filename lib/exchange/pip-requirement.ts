import { BadLockfile, type Found, gitSource, pythonName, sourceAt } from "./lockfile";

const REMEDY = "Write it as pip reads it: name==1.2.3 --hash=sha256:…, name @ https://…, git+https://… or ./folder.";
const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const NAMED = new RegExp(`^(${NAME})\\s*(?:\\[([^\\]]*)\\])?\\s*(.*)$`, "s");
const CLAUSE = /^(===\s*[^\s,;()=]+|(==|!=|<=|>=|~=|<|>)\s*[\w.+!*-]+)$/;
const VCS = /^(git|hg|svn|bzr)\+/;

/** The parts before and behind the first `separator`, without space around them. */
function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + separator.length).trim()];
}

/** What stands behind the # of an address: `egg=name&subdirectory=x`, `sha256=<hex>`. */
function fragments(address: string): Map<string, string> {
  const [, fragment = ""] = cut(address, "#");
  return new Map(
    fragment
      .split("&")
      .map((pair) => cut(pair, "="))
      .map(([key, value = ""]) => [key, value]),
  );
}

function hashesIn(fragment: ReadonlyMap<string, string>): string[] {
  return ["sha256", "sha384", "sha512", "md5", "sha1"].flatMap((algorithm) => {
    const hex = fragment.get(algorithm);
    return hex ? [`${algorithm}:${hex.toLowerCase()}`] : [];
  });
}

/** Where an address leads. The revision of a git address stands behind an @ in its path. */
function sourceOf(address: string): Found["source"] {
  const fragment = fragments(address);
  const [plain] = cut(address, "#");
  if (VCS.test(plain)) {
    const at = plain.lastIndexOf("@");
    const isRevision = at > plain.indexOf("/", plain.indexOf("://") + 3);
    const [location, revision] = isRevision ? [plain.slice(0, at), plain.slice(at + 1)] : [plain, undefined];
    return gitSource(location, revision, fragment.get("subdirectory"));
  }
  return sourceAt(/^[a-z][a-z0-9+.-]+:/i.test(plain) && !/^file:/i.test(plain) ? "url" : "path", plain);
}

/** Name and version of the wheel that an address ends in: name-version(-build)-python-abi-platform.whl. */
function wheelAt(address: string): [name: string, version: string] | [] {
  const parts = address.slice(address.lastIndexOf("/") + 1).split("-");
  if (!address.endsWith(".whl") || parts.length < 5 || parts.includes("")) {
    return [];
  }
  const at = parts.length - (parts.length > 5 && /^\d/.test(parts.at(-4) ?? "") ? 5 : 4);
  return [parts.slice(0, at).join("-"), parts[at] ?? ""];
}

/** A requirement that is an address or a folder. Its name is what it states, else its wheel's, else the location itself. */
function placed(address: string): Found {
  const fragment = fragments(address);
  const [wheel, version] = wheelAt(address.replace(/[?#].*$/s, ""));
  const [egg, extras] = cut(fragment.get("egg") ?? "", "[");
  const source = sourceOf(address);
  const stated = egg || wheel;
  return {
    ecosystem: "pypi",
    name: stated ? pythonName(stated) : (source?.location ?? ""),
    // In an address the + of a local version may stand as %2B.
    version: version?.replace(/%2B/gi, "+"),
    extras: extrasIn(extras?.replace(/\]$/, "")),
    source,
    hashes: hashesIn(fragment),
  };
}

function extrasIn(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((extra) => extra.trim())
    .filter((extra) => extra !== "")
    .map(pythonName);
}

/** One version, where that is all that is asked for; else what is asked for. */
function asked(specifier: string, line: number | undefined): Pick<Found, "version" | "requirement"> {
  const clauses = specifier
    .replace(/^\((.*)\)$/s, "$1")
    .split(",")
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
  const wrong = clauses.find((clause) => !CLAUSE.test(clause));
  if (wrong !== undefined) {
    throw new BadLockfile(`${wrong} is no version that is asked for`, REMEDY, line);
  }
  const [only = ""] = clauses;
  const exact = clauses.length === 1 ? /^={2,3}\s*([^\s*]+)$/.exec(only)?.[1] : undefined;
  return exact === undefined
    ? {
        requirement: clauses
          .map((each) => each.replace(/\s+/g, ""))
          .sort()
          .join(","),
      }
    : { version: exact };
}

function named(text: string, line: number | undefined): Found {
  const [, name, extras, rest] = NAMED.exec(text) ?? [];
  if (name === undefined || rest === undefined) {
    throw new BadLockfile(`${text} is no requirement`, REMEDY, line);
  }
  const known = { ecosystem: "pypi" as const, name: pythonName(name), extras: extrasIn(extras) };
  if (rest.startsWith("@")) {
    // The address ends at the first space: a semicolon may be part of it.
    const [, address = "", marker] = /^@\s*(\S+)\s*(?:;\s*(.*))?$/s.exec(rest) ?? [];
    if (address === "") {
      throw new BadLockfile(`${text} names no address`, REMEDY, line);
    }
    const { source, version, hashes } = placed(address);
    return { ...known, version, source, hashes, markers: markersIn(marker) };
  }
  const [specifier, marker] = cut(rest, ";");
  return { ...known, ...asked(specifier, line), markers: markersIn(marker) };
}

function markersIn(marker: string | undefined): string[] {
  return marker ? [marker.trim().replace(/\s+/g, " ")] : [];
}

/** As pip tells addresses and folders from names. */
function isPlace(text: string): boolean {
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(text);
  const isFolder = /^[./~]/.test(text) || /^[^\s@=<>;[][^\s@=<>;[\\/]*[\\/][^@=<>]*$/.test(text);
  return isAddress || isFolder || /^[^\s@;]+\.(whl|tar\.gz|zip)(\s|;|$)/.test(text);
}

/** The digests among the options behind a requirement; the others say how it is built. */
function hashOptions(options: string, line: number | undefined): string[] {
  const hashes = [...options.matchAll(/--hash[=\s]\s*(\S+)/g)].map(([, hash = ""]) => hash.toLowerCase());
  const wrong = hashes.find((hash) => !/^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(hash));
  if (wrong !== undefined) {
    throw new BadLockfile(
      `${wrong} is no digest`,
      "pip takes sha256, sha384 and sha512: run pip-compile --generate-hashes.",
      line,
    );
  }
  return hashes;
}

/**
 * One requirement as pip reads it (PEP 508, addresses, folders, `--hash` behind it). A requirement that states no name goes by its location.
 *
 * @throws BadLockfile where pip would refuse it, with `line` as the place.
 */
export function requirement(text: string, line?: number): Found {
  const at = text.search(/\s--?[a-z]/);
  const [what, options] = at < 0 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at)];
  const hashes = hashOptions(options, line);
  const found = isPlace(what) ? fromPlace(what) : named(what, line);
  return { ...found, hashes: [...(found.hashes ?? []), ...hashes] };
}

/** A semicolon without a space beside it is part of the address. Behind a folder stand its extras, as in `./lib[dev]`. */
function fromPlace(text: string): Found {
  const [, place = text, marker] = /^(.*?)(?:(?<!\s)\s+;|;\s)(.*)$/s.exec(text) ?? [];
  const [, folder, extras] = /^(?!\[)((?:[^#]*\])?[^#[\]]*)\[([^\]]*)\]$/.exec(place) ?? [];
  const found = placed(folder ?? place);
  return { ...found, extras: [...(found.extras ?? []), ...extrasIn(extras)], markers: markersIn(marker) };
}
