import { type Chosen, type Installable, repeated, type Wanted } from "./installable";
import { canonicalPackages, pythonName } from "./lockfile";
import { type PoetryPackage, poetryPackage, readPoetryLock } from "./poetry-lock";

/** Poetry's own group of what the project needs in any case. */
const MAIN = "main";
const EXTRA = /\bextra\b/g;

/** The conditions under which a package is there for a group; none where it is in any case. */
function conditionOf({ markers }: PoetryPackage, group: string): string | undefined {
  return typeof markers === "object" ? markers[group] : markers;
}

function conditionsOf(each: PoetryPackage): string[] {
  return (each.groups ?? []).flatMap((group) => conditionOf(each, group) ?? []);
}

const VERSION = /^\s*(?:([\^~])\s*)?(\d+)(?:\.(\d+))?(?:\.(\d+))?\s*$/;

/** One clause as PEP 440 writes it; `^3.11` and `~3.11` are Poetry's. */
function plainClause(clause: string): string {
  const [, sign, major, minor] = VERSION.exec(clause) ?? [];
  if (major === undefined || sign === undefined) {
    return clause.trim();
  }
  const from = clause.replace(/[\^~\s]/g, "");
  const isMinor = minor !== undefined && (sign === "~" || major === "0");
  return `>=${from},<${isMinor ? `${major}.${Number(minor) + 1}` : Number(major) + 1}`;
}

/** Versions of Python as PEP 440 writes them. */
function plainVersions(asked: string | undefined): string | undefined {
  const clauses = asked?.split(",").map(plainClause) ?? [];
  return asked === undefined || asked.trim() === "*" ? undefined : clauses.join(",");
}

/**
 * What Poetry would install of a poetry.lock on one machine: the group main and those that are wanted, and the extras. Poetry before version 2
 * did not write into the lockfile which package is there for what.
 *
 * @throws BadLockfile where it is no such file.
 */
export function poetryInstallable(text: string, { extras, groups }: Wanted): Installable {
  const { package: packages, metadata, extras: known } = readPoetryLock(text).lock;
  const conditions = [...new Set(packages.flatMap(conditionsOf))];
  const inGroups = [MAIN, ...groups];

  function reasonAgainst(): string | undefined {
    const version = metadata["lock-version"];
    if (/^1\.|^2\.0$/.test(version) || packages.some((each) => each.groups === undefined)) {
      return `a poetry.lock of version ${version} does not say which packages are installed where; Poetry 2 does: run poetry lock`;
    }
    const lacking = extras.find((extra) => !Object.keys(known).map(pythonName).includes(pythonName(extra)));
    const empty = groups.find((group) => !packages.some((each) => each.groups?.includes(group)));
    if (lacking !== undefined || empty !== undefined) {
      return `it has no ${lacking === undefined ? `group ${empty}` : `extra ${lacking}`}`;
    }
    // PEP 508 knows one extra at a time.
    const entangled = conditions.find((each) => (each.match(EXTRA) ?? []).length > 1);
    return extras.length > 1 && entangled ? `which extras it means is not plain: ${entangled}` : undefined;
  }

  function choose(holds: (condition: string) => boolean): Chosen {
    const why = reasonAgainst();
    if (why !== undefined) {
      return { why };
    }
    const isThere = (each: PoetryPackage) =>
      inGroups.some((group) => {
        const condition = conditionOf(each, group);
        return each.groups?.includes(group) === true && (condition === undefined || holds(condition));
      });
    const chosen = packages.filter(isThere).map(poetryPackage);
    const twice = repeated(chosen.map(({ name }) => name));
    return twice === undefined
      ? { packages: canonicalPackages(chosen) }
      : { why: `two versions of ${twice} would be installed` };
  }
  return { python: plainVersions(metadata["python-versions"]), conditions, choose };
}
