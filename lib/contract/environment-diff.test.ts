import fc from "fast-check";
import { expect, test } from "vitest";
import { Environment, type Package } from "./environment";
import { diffEnvironments, type EnvironmentDiff, type PackageChangeKind } from "./environment-diff";

const HASHES = ["a", "b", "c"].map((digit) => `sha256:${digit.repeat(64)}`);
const somePackage: fc.Arbitrary<Package> = fc.record(
  {
    ecosystem: fc.constantFrom("pypi" as const, "npm" as const),
    name: fc.constantFrom("x", "y", "z"),
    version: fc.constantFrom("1", "2"),
    hashes: fc.subarray(HASHES, { minLength: 1 }),
    groups: fc.constantFrom(["dev"], ["main"]),
  },
  { requiredKeys: ["ecosystem", "name"] },
);
const digests = fc.constantFrom("a".repeat(64), "b".repeat(64));
const environment = fc
  .record({
    kind: fc.constant("pedigree.environment"),
    v: fc.constant(1),
    machine: fc.record(
      { os: fc.constantFrom("debian 12", "debian 13"), threads: fc.constantFrom(2, 4) },
      { requiredKeys: [] },
    ),
    lockfiles: fc.uniqueArray(
      fc.record({
        path: fc.constantFrom("p", "q"),
        kind: fc.constant("pip"),
        sha256: digests,
        packages: fc.array(somePackage),
      }),
      { selector: ({ path }) => path },
    ),
  })
  .map((each) => Environment.parse(each));

const MIRROR: Readonly<Partial<Record<PackageChangeKind, PackageChangeKind>>> = { added: "removed", removed: "added" };

function mirrored({ fields, packages }: EnvironmentDiff): EnvironmentDiff {
  return {
    fields: fields.map(({ field, before, after }) => ({ field, before: after, after: before })),
    packages: packages.map((each) => ({
      ...each,
      kind: MIRROR[each.kind] ?? each.kind,
      before: each.after,
      after: each.before,
    })),
  };
}

test("an environment does not differ from itself, and the way back is the mirror of the way there", () => {
  fc.assert(
    fc.property(environment, environment, (one, other) => {
      expect(diffEnvironments(one, one)).toEqual({ fields: [], packages: [] });
      expect(diffEnvironments(other, one)).toEqual(mirrored(diffEnvironments(one, other)));
    }),
    { numRuns: 500 },
  );
});

test("nothing that differs is left out: what both sides share and the changes make up either side", () => {
  fc.assert(
    fc.property(environment, environment, (one, other) => {
      const { packages } = diffEnvironments(one, other);
      const texts = (all: readonly Package[]) => [...new Set(all.map((each) => JSON.stringify(each)))].sort();
      const of = ({ lockfiles }: Environment) => texts(lockfiles.flatMap((each) => each.packages));
      const [before, after] = [of(one), of(other)];
      expect(texts(packages.flatMap((each) => each.before))).toEqual(before.filter((each) => !after.includes(each)));
      expect(texts(packages.flatMap((each) => each.after))).toEqual(after.filter((each) => !before.includes(each)));
    }),
  );
});

function withPackages(packages: readonly object[]): Environment {
  const lockfile = {
    path: "p",
    kind: "uv",
    sha256: "a".repeat(64),
    packages: packages.map((each) => ({ ecosystem: "pypi", ...each })),
  };
  return Environment.parse({ kind: "pedigree.environment", v: 1, machine: {}, lockfiles: [lockfile] });
}

test("versions, digests and details that change are told apart; a package may be there in several versions", () => {
  const [a, b, c] = HASHES;
  const before = withPackages([
    { name: "bytes", version: "1", hashes: [a] },
    { name: "detail", version: "1", groups: ["dev"] },
    { name: "gone", version: "1" },
    { name: "more", version: "1", hashes: [a, b] },
    { name: "twice", version: "1" },
    { name: "twice", version: "2" },
    { name: "unlike", version: "1", hashes: [`md5:${"a".repeat(32)}`] },
    { name: "version", version: "1" },
  ]);
  const after = withPackages([
    { name: "bytes", version: "1", hashes: [b] },
    { name: "come", version: "1" },
    { name: "detail", version: "1" },
    { name: "more", version: "1", hashes: [a, b, c] },
    { name: "twice", version: "2" },
    { name: "twice", version: "3" },
    { name: "unlike", version: "1", hashes: [a] },
    { name: "version", version: "2" },
  ]);
  expect(
    diffEnvironments(before, after).packages.map(({ kind, name, sharedHashes, haveOtherBytes }) => [
      kind,
      name,
      sharedHashes,
      haveOtherBytes,
    ]),
  ).toEqual([
    ["hash", "bytes", 0, true],
    ["added", "come", 0, false],
    ["detail", "detail", 0, false],
    ["removed", "gone", 0, false],
    ["hash", "more", 2, false],
    ["version", "twice", 0, false],
    ["hash", "unlike", 0, false],
    ["version", "version", 0, false],
  ]);
});
