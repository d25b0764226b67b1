import { Package, type PackageSource } from "@/lib/contract/environment";

/** A text is not what its format says. `line` counts from 1; it is absent where no one line is at fault. */
export class BadLockfile extends Error {
  override readonly name = "BadLockfile";

  constructor(
    message: string,
    readonly remedy: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

/** What a lockfile says, and what it says that is not in `packages`. */
export interface Locked {
  /** In canonical order, each once. */
  readonly packages: readonly Package[];
  /** What was left out and why, for a person. */
  readonly notes: readonly string[];
  /** Files that belong to it (`-r other.txt`), relative to it, with the line that names them. */
  readonly includes: readonly { readonly path: string; readonly line: number | undefined }[];
}

/** A package as a parser finds it: lists unsorted, what is empty or unknown still there. `line` says where it stands, if asked. */
export type Found = {
  readonly [Field in keyof Package]?: Package[Field] | undefined;
} & Pick<Package, "ecosystem" | "name"> & { readonly line?: () => number | undefined };

/** The name by which Python's tools compare packages (PEP 503). */
export function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

// What stands before the @ of an authority. The user of ssh is no secret, and without it the address is another.
const USER = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)/i;
const CONDA_TOKEN = /^(https?:\/\/[^/]+)\/t\/[^/]+(?=\/)/i;

/** An address without what may be secret: user names and passwords, conda's tokens, query and fragment. */
function withoutSecrets(address: string): string {
  return address
    .replace(USER, (_, scheme: string, user: string) =>
      /ssh/i.test(scheme) ? `${scheme}${user.slice(0, -1).split(":")[0]}@` : scheme,
    )
    .replace(/[?#].*$/s, "")
    .replace(CONDA_TOKEN, "$1");
}

/** The source at `location`, or none where there is none. */
export function sourceAt(kind: PackageSource["kind"], location: string | undefined): PackageSource | undefined {
  const clean = withoutSecrets(location ?? "");
  return clean === "" ? undefined : { kind, location: clean };
}

const FULL_COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A git source. `revision` is a commit where it is a full hash, else the branch or tag that was asked for. */
export function gitSource(location: string, revision?: string, subdirectory?: string): PackageSource {
  const commit = revision !== undefined && FULL_COMMIT.test(revision);
  return {
    kind: "git",
    location: withoutSecrets(location.replace(/^git\+/, "")),
    ...(revision && (commit ? { commit: revision } : { reference: revision })),
    ...(subdirectory && { subdirectory }),
  };
}

/** Code units, not a language's order: the same everywhere. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function sortedOnce(texts: readonly string[] | undefined): string[] | undefined {
  return texts && texts.length > 0 ? [...new Set(texts)].sort(compare) : undefined;
}

/** The one form of a package: known fields in the schema's order, lists sorted, nothing empty. */
function canonical(found: Found): Package {
  const { extras, markers, groups, hashes, line, ...rest } = found;
  const whole = {
    ...rest,
    extras: sortedOnce(extras),
    // Tools quote in either way.
    markers: sortedOnce(markers?.map((marker) => marker.replaceAll('"', "'"))),
    groups: sortedOnce(groups),
    hashes: sortedOnce(hashes),
  };
  const known = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Package.safeParse(known);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BadLockfile(
      `${found.ecosystem} package ${found.name || "(without a name)"}: ${issue?.path.join(".")} ${issue?.message}`,
      "Let the tool that made the file write it anew.",
      line?.(),
    );
  }
  return parsed.data;
}

/** The groups of a package that stands in a file twice: one without groups is there in any case. */
function joinedGroups(one: Package, other: Package): string[] | undefined {
  return one.groups && other.groups && [...one.groups, ...other.groups];
}

/**
 * The packages in canonical order (ecosystem, name, platform, version, then the rest), each once, whatever order they were found in.
 *
 * @throws BadLockfile where a package is none: no name, or a digest that is none.
 */
export function canonicalPackages(found: readonly Found[]): Package[] {
  const once = new Map<string, Package>();
  for (const each of found.map(canonical)) {
    const key = JSON.stringify({ ...each, groups: undefined });
    const same = once.get(key);
    once.set(key, same ? canonical({ ...same, groups: joinedGroups(same, each) }) : each);
  }
  const place = ({ ecosystem, name, platform = "", version = "" }: Package) => [ecosystem, name, platform, version];
  return [...once]
    .map(([key, each]) => ({ place: [...place(each), key], each }))
    .sort((one, other) => {
      const at = one.place.findIndex((text, index) => text !== other.place[index]);
      return at < 0 ? 0 : compare(one.place[at] ?? "", other.place[at] ?? "");
    })
    .map(({ each }) => each);
}

/** What a lockfile says that holds `found` and nothing to tell beside. */
export function locked(found: readonly Found[], notes: readonly string[] = []): Locked {
  return { packages: canonicalPackages(found), notes, includes: [] };
}
