import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import fc from "fast-check";
import { PackageURL } from "packageurl-js";
import { expect, test } from "vitest";
import { z } from "zod";
import { refKey } from "@/graph-schema/names";
import { Package } from "@/lib/contract/environment";
import { churn } from "./churn.testing";
import { mlBom } from "./cyclonedx";
import { formatOf } from "./lockfiles";
import { anyLineage, part } from "./recorded.testing";

const official = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
const ENVIRONMENT = { type: "environment", id: "env:1" } as const;

function locked(file: string): readonly Package[] {
  const text = readFileSync(join(import.meta.dirname, "fixtures", file), "utf8");
  return formatOf(file.slice(file.indexOf("/") + 1), text).read(text).packages;
}

const Bom = z.looseObject({
  components: z.array(
    z.looseObject({
      type: z.string(),
      "bom-ref": z.string(),
      name: z.string(),
      version: z.string().optional(),
      purl: z.string().optional(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).default([]),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })).default([]),
});

function bomOf(packages: readonly Package[]) {
  const bom = Bom.parse(mlBom(churn(), new Map([[refKey(ENVIRONMENT), packages]])));
  return { ...bom, libraries: bom.components.filter(({ type }) => type === "library") };
}

const text = fc.oneof(
  fc.constantFrom("@scope/name", "@", "a/b", "ü", "%41", "a@1", "x?y#z", "."),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const anyPackage = fc
  .record(
    {
      ecosystem: fc.constantFrom("conda", "npm", "pypi"),
      name: text,
      version: text,
      requirement: text,
      build: text,
      platform: text,
      markers: fc.array(text, { minLength: 1, maxLength: 2 }),
      groups: fc.array(text, { minLength: 1, maxLength: 2 }),
      source: fc.record({ kind: fc.constantFrom("registry", "url", "git", "path"), location: text }),
      hashes: fc.array(
        fc.oneof(
          ...Object.entries({ md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128, blake2b: 128 }).map(
            ([name, digits]) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).map((hex) => `${name}:${hex}`),
          ),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ["ecosystem", "name"] },
  )
  .map((each) => Package.parse(each));

test("the official schema accepts the packages of environments, whatever their names, and each is found by its reference", async () => {
  const lineages = fc.tuple(anyLineage, fc.array(anyPackage, { maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(lineages, async ([recorded, packages]) => {
      const environments = recorded.artifacts.filter(({ type }) => type === "environment");
      const document = mlBom(recorded, new Map(environments.map((each) => [refKey(each), packages])));
      expect(await official.validate(JSON.stringify(document))).toBeNull();
      const { components, dependencies } = Bom.parse({ components: [], ...Object(document) });
      const refs = components.filter(({ type }) => type === "library").map((each) => each["bom-ref"]);
      for (const { id } of environments) {
        const depends = dependencies.find(({ ref }) => ref === `environment/${id}`)?.dependsOn ?? [];
        expect(refs.filter((ref) => !depends.includes(ref))).toEqual([]);
      }
    }),
  );
});

test.each([
  "pip/requirements.txt",
  "uv/uv.lock",
  "poetry/poetry.lock",
  "npm/package-lock.json",
  "conda/conda-lock.yml",
])("every package of %s is a component with its version, its digests and a package URL that says both", (file) => {
  const packages = locked(file);
  const { libraries } = bomOf(packages);
  expect(libraries).toHaveLength(packages.length);
  const told = libraries.map(({ name, version, hashes }) => [name, version, hashes.length].join(" ")).sort();
  expect(told).toEqual(
    packages.map(({ name, version, hashes = [] }) => [name, version, hashes.length].join(" ")).sort(),
  );
  const inRegistry = packages.filter(({ source }) => source === undefined || source.kind === "registry");
  const urls = libraries.flatMap(({ purl }) => (purl === undefined ? [] : [PackageURL.fromString(purl)]));
  expect(urls.length).toBeGreaterThanOrEqual(inRegistry.length);
  const named = urls.map(({ namespace, name, version }) => [[namespace, name].filter(Boolean).join("/"), version]);
  for (const { name, version } of inRegistry) {
    expect(named).toContainEqual([name, version]);
  }
});

test("the model depends on its environment, and that on its packages, which two environments share", () => {
  const packages = locked("pip/requirements.txt");
  const { dependencies, libraries } = bomOf(packages);
  const of = (ref: string) => dependencies.find((each) => each.ref === ref)?.dependsOn ?? [];
  expect(of("model_version/churn:v2")).toContain("environment/env:1");
  expect([...of("environment/env:1")].sort()).toEqual(libraries.map((each) => each["bom-ref"]).sort());
  const other = { ...ENVIRONMENT, id: "env:2" };
  const both = new Map([ENVIRONMENT, other].map((each) => [refKey(each), packages] as const));
  const shared = Bom.parse(mlBom(churn(), both)).components.filter(({ type }) => type === "library");
  expect(shared).toHaveLength(packages.length);
});

test("a package is told by the address that the lockfile has for it; a local folder is told to nobody", () => {
  const found = (each: object) => bomOf([Package.parse(each)]).libraries[0];
  expect(found({ ecosystem: "npm", name: "@types/node", version: "20.1.0" })?.purl).toBe(
    "pkg:npm/%40types/node@20.1.0",
  );
  const git = { kind: "git", location: "https://git.example/a", commit: "a".repeat(40) };
  const fromGit = PackageURL.fromString(found({ ecosystem: "pypi", name: "a", version: "1", source: git })?.purl ?? "");
  expect(fromGit.qualifiers).toEqual({ vcs_url: `git+https://git.example/a@${"a".repeat(40)}` });
  const conda = { kind: "registry", location: "https://conda.example/conda-forge" };
  const build = { build: "h1_0", platform: "linux-64", source: conda };
  expect(found({ ecosystem: "conda", name: "numpy", version: "2.0", ...build })?.purl).toBe(
    "pkg:conda/numpy@2.0?build=h1_0&channel=conda-forge&subdir=linux-64",
  );
  const folder = { kind: "path", location: "/home/ana/lib" };
  const local = found({ ecosystem: "pypi", name: "/home/ana/lib", source: folder });
  expect(local).toMatchObject({ name: "a local folder" });
  expect(JSON.stringify(local)).not.toContain("ana");
  expect(part(mlBom(churn(), new Map()), "components")).not.toContainEqual(
    expect.objectContaining({ type: "library" }),
  );
});
