import canonicalize from "canonicalize";
import type { Environment, Lockfile, Machine, Package } from "./environment";

/** A field of the machine, or a lockfile's digest, that is not the same on both sides; absent where a side does not tell it. */
export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What became of a package. `version`: other versions; `hash`: the same version with other digests; `detail`: the
 * same version and digests, but another source, extra, condition, alias or group.
 */
export type PackageChangeKind = "added" | "removed" | "version" | "hash" | "detail";

/** A package that is not the same on both sides. A name may be there in several versions: only those that differ are listed. */
export interface PackageChange {
  readonly kind: PackageChangeKind;
  readonly ecosystem: Package["ecosystem"];
  readonly name: string;
  readonly platform?: string;
  readonly before: readonly Package[];
  readonly after: readonly Package[];
  /** How many digests both sides have. */
  readonly sharedHashes: number;
  /** Do both sides have digests by a common algorithm, and none of them in common? Then the bytes are others. */
  readonly haveOtherBytes: boolean;
}

/** All that differs between two environments; both lists are empty where nothing does. */
export interface EnvironmentDiff {
  readonly fields: readonly FieldChange[];
  readonly packages: readonly PackageChange[];
}

/** Code units, not a language's order: the same everywhere. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function machineFields(machine: Machine): [string, string][] {
  return Object.entries(machine).map(([field, value]) => [field, Array.isArray(value) ? value.join(", ") : `${value}`]);
}

function fieldsOf({ machine, lockfiles }: Environment): Map<string, string> {
  return new Map([
    ...machineFields(machine),
    ...lockfiles.map(({ path, sha256 }): [string, string] => [`lockfile ${path}`, sha256]),
  ]);
}

function diffFields(before: Environment, after: Environment): FieldChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort(compare);
  return names
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
    .filter((change) => change.before !== change.after);
}

/** What makes packages of two environments the same package. A space is in none of its parts but perhaps the last. */
function keyOf({ ecosystem, platform = "", name }: Package): string {
  return `${ecosystem} ${platform} ${name}`;
}

/** Each package once, by key: which lockfile it stands in is no difference. */
function packagesOf(lockfiles: readonly Lockfile[]): Map<string, Map<string, Package>> {
  const byKey = new Map<string, Map<string, Package>>();
  for (const each of lockfiles.flatMap(({ packages }) => packages)) {
    const key = keyOf(each);
    const same = byKey.get(key) ?? new Map<string, Package>();
    byKey.set(key, same.set(canonicalize(each) ?? "", each));
  }
  return byKey;
}

function sortedTexts(packages: readonly Package[], texts: (each: Package) => readonly string[]): string[] {
  return [...new Set(packages.flatMap(texts))].sort(compare);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

// conda's build belongs to the version: the same version of another build has other bytes by right.
const versionOf = ({ version = "", requirement = "", build = "" }: Package) => [`${version} ${requirement} ${build}`];
const hashesOf = ({ hashes = [] }: Package) => hashes;

function kindOf(before: readonly Package[], after: readonly Package[]): PackageChangeKind {
  if (before.length === 0) {
    return "added";
  }
  if (after.length === 0) {
    return "removed";
  }
  if (!isSame(sortedTexts(before, versionOf), sortedTexts(after, versionOf))) {
    return "version";
  }
  return isSame(sortedTexts(before, hashesOf), sortedTexts(after, hashesOf)) ? "detail" : "hash";
}

function without(packages: ReadonlyMap<string, Package>, others: ReadonlyMap<string, Package>): Package[] {
  return [...packages]
    .filter(([text]) => !others.has(text))
    .sort(([one], [other]) => compare(one, other))
    .map(([, each]) => each);
}

function hasAlgorithmOf(hashes: ReadonlySet<string>, hash: string): boolean {
  const algorithm = hash.slice(0, hash.indexOf(":") + 1);
  return [...hashes].some((each) => each.startsWith(algorithm));
}

function changeOf(before: readonly Package[], after: readonly Package[]): PackageChange[] {
  const first = before[0] ?? after[0];
  if (first === undefined) {
    return [];
  }
  const { ecosystem, name, platform } = first;
  const [was, is] = [new Set(before.flatMap(hashesOf)), new Set(after.flatMap(hashesOf))];
  const sharedHashes = [...was].filter((hash) => is.has(hash)).length;
  const haveOtherBytes = sharedHashes === 0 && [...was].some((hash) => hasAlgorithmOf(is, hash));
  const kind = kindOf(before, after);
  return [{ kind, ecosystem, name, ...(platform && { platform }), before, after, sharedHashes, haveOtherBytes }];
}

const NONE: ReadonlyMap<string, Package> = new Map();

/**
 * What differs between two environments, package by package, in canonical order. Pure. `diff(a, a)` is empty, and
 * `diff(b, a)` is {@link mirrored} `diff(a, b)`.
 */
export function diffEnvironments(before: Environment, after: Environment): EnvironmentDiff {
  const [was, is] = [packagesOf(before.lockfiles), packagesOf(after.lockfiles)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort(compare);
  const packages = keys.flatMap((key) => {
    const [one, other] = [was.get(key) ?? NONE, is.get(key) ?? NONE];
    return changeOf(without(one, other), without(other, one));
  });
  return { fields: diffFields(before, after), packages };
}
