import { line } from "@/cli/remote/say";
import type { Environment, Lockfile, Package } from "@/lib/contract/environment";
import type { EnvironmentDiff, FieldChange, PackageChange } from "@/lib/contract/environment-diff";
import type { EnvironmentDocument } from "@/lib/exchange/environment";

const NOTHING = "(not told)";

function sayLockfile({ path, kind, packages, sha256 }: Lockfile): string {
  const hashed = packages.filter(({ hashes }) => hashes).length;
  return line("lockfile", `${path}  ${kind}  ${packages.length} packages, ${hashed} with digests  ${sha256}`);
}

function sayMachine({ machine }: Environment): string[] {
  return Object.entries(machine).map(([field, value]) =>
    line(field, Array.isArray(value) ? value.join(" ") : `${value}`),
  );
}

/** What was captured, for a person. */
export function sayCaptured({ id, environment }: EnvironmentDocument): string[] {
  return [id, ...sayMachine(environment), ...environment.lockfiles.map(sayLockfile)];
}

function sayField({ field, before = NOTHING, after = NOTHING }: FieldChange): string {
  return `field    ${field}: ${before} → ${after}`;
}

function versions(packages: readonly Package[]): string {
  const each = packages.map(({ version, requirement, build }) =>
    [version ?? requirement ?? NOTHING, build].filter(Boolean).join(" "),
  );
  return [...new Set(each)].join(", ");
}

function digests(packages: readonly Package[]): number {
  return new Set(packages.flatMap(({ hashes = [] }) => hashes)).size;
}

/** The fields that are not the same in the versions of both sides. */
function unlike(before: readonly Package[], after: readonly Package[]): string {
  const text = (packages: readonly Package[], field: keyof Package) =>
    JSON.stringify(packages.map((each) => each[field] ?? null));
  const fields = ["source", "extras", "markers", "groups", "alias"] as const;
  return fields.filter((field) => text(before, field) !== text(after, field)).join(", ");
}

function sayHashes({ before, after, sharedHashes, haveOtherBytes }: PackageChange): string {
  const [was, is] = [digests(before), digests(after)];
  const means = haveOtherBytes ? ": OTHER BYTES under the same version" : "";
  return `${versions(after)}: ${was} digests → ${is}, ${sharedHashes} in common${means}`;
}

function sayPackage(change: PackageChange): string {
  const { kind, ecosystem, name, platform, before, after } = change;
  const what = {
    added: () => versions(after),
    removed: () => versions(before),
    version: () => `${versions(before)} → ${versions(after)}`,
    hash: () => sayHashes(change),
    detail: () => `${versions(after)}: ${unlike(before, after)}`,
  }[kind]();
  return [kind.padEnd(8), ecosystem.padEnd(5), name, platform && `(${platform})`, what].filter(Boolean).join(" ");
}

/** What differs, a line each, and how much in the last. */
export function sayDiff({ fields, packages }: EnvironmentDiff): string[] {
  if (fields.length + packages.length === 0) {
    return ["No difference."];
  }
  return [
    ...fields.map(sayField),
    ...packages.map(sayPackage),
    `${fields.length} fields and ${packages.length} packages differ.`,
  ];
}
