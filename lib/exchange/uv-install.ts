import { type Chosen, type Installable, repeated, type Wanted } from "./installable";
import { canonicalPackages, pythonName } from "./lockfile";
import { readUvLock, type UvDependency, type UvPackage, uvPackage } from "./uv-lock";

type Holds = (condition: string) => boolean;

function allEdges(each: UvPackage): UvDependency[] {
  const more = [each["optional-dependencies"], each["dev-dependencies"]];
  return [...(each.dependencies ?? []), ...more.flatMap((table) => Object.values(table ?? {}).flat())];
}

type Table = Readonly<Record<string, readonly UvDependency[]>>;

/** What of a table is wanted, or the name that it has not. */
function listed(table: Table, names: readonly string[]): readonly UvDependency[] | string {
  const wanted = new Set(names.map(pythonName));
  const entries = Object.entries(table).filter(([name]) => wanted.has(pythonName(name)));
  const lacking = names.find((name) => !entries.some(([each]) => pythonName(each) === pythonName(name)));
  return lacking ?? entries.flatMap(([, edges]) => edges);
}

/** What the project itself asks for, or what of that it does not know. */
function firstEdges(project: UvPackage, { extras, groups }: Wanted): readonly UvDependency[] | string {
  const optional = listed(project["optional-dependencies"] ?? {}, extras);
  const grouped = listed(project["dev-dependencies"] ?? {}, groups);
  if (typeof optional === "string") {
    return `it has no extra ${optional}`;
  }
  return typeof grouped === "string"
    ? `it has no group ${grouped}`
    : [...(project.dependencies ?? []), ...optional, ...grouped];
}

/** What an edge leads to; a text is why that is not known. */
function target(edge: UvDependency, packages: readonly UvPackage[]): UvPackage | string {
  const isAsked = (each: UvPackage) =>
    each.name === edge.name &&
    (edge.version === undefined || each.version === edge.version) &&
    (edge.source === undefined || JSON.stringify(each.source) === JSON.stringify(edge.source));
  const [only, another] = packages.filter(isAsked);
  return only && !another ? only : `it does not say which ${edge.name} is meant`;
}

/** Everything that is reached from the project's own dependencies by edges whose conditions hold. */
function reached(first: readonly UvDependency[], packages: readonly UvPackage[], holds: Holds): UvPackage[] | string {
  const waiting = [...first];
  const taken = new Map<UvPackage, Set<string>>();
  for (let edge = waiting.pop(); edge; edge = waiting.pop()) {
    if (edge.marker !== undefined && !holds(edge.marker)) {
      continue;
    }
    const found = target(edge, packages);
    if (typeof found === "string") {
      return found;
    }
    const before = taken.get(found);
    const extras = before ?? new Set();
    const asked = (edge.extra ?? []).filter((extra) => !extras.has(extra));
    taken.set(found, new Set([...extras, ...asked]));
    const more = asked.flatMap((extra) => found["optional-dependencies"]?.[extra] ?? []);
    waiting.push(...(before ? [] : (found.dependencies ?? [])), ...more);
  }
  return [...taken.keys()];
}

function isProject({ source }: UvPackage): boolean {
  return [source.virtual, source.editable, source.directory].includes(".");
}

/**
 * What uv would install of a uv.lock on one machine: what the project depends on, with the extras and groups that are wanted, and not
 * the project itself.
 *
 * @throws BadLockfile where it is no such file.
 */
export function uvInstallable(text: string, wanted: Wanted): Installable {
  const { lock } = readUvLock(text);
  const { package: packages = [], "supported-markers": supported = [] } = lock;
  const conditions = [
    ...supported,
    ...packages.flatMap((each) => allEdges(each).flatMap(({ marker }) => marker ?? [])),
  ];

  function reasonAgainst(holds: Holds): string | undefined {
    if (supported.length > 0 && !supported.some(holds)) {
      return `it was locked only for ${supported.join(" or ")}`;
    }
    // So uv writes what extras and groups decide that exclude one another.
    const isEntangled = conditions.some((each) => /\bextra\b/.test(each));
    return isEntangled ? "which packages are meant depends on extras that exclude one another" : undefined;
  }

  function choose(holds: Holds): Chosen {
    const project = packages.find(isProject);
    const first = project ? firstEdges(project, wanted) : "it locks no project";
    const against = reasonAgainst(holds) ?? (typeof first === "string" ? first : undefined);
    const found = typeof first === "string" ? first : reached(first, packages, holds);
    if (against !== undefined || typeof found === "string") {
      return { why: against ?? String(found) };
    }
    // What was forked by conditions is chosen already.
    const plain = found.filter((each) => each !== project).map((each) => ({ ...uvPackage(each), markers: undefined }));
    const twice = repeated(plain.map(({ name }) => name));
    return twice === undefined
      ? { packages: canonicalPackages(plain) }
      : { why: `two versions of ${twice} would be installed` };
  }
  return { python: lock["requires-python"], conditions: [...new Set(conditions)], choose };
}
