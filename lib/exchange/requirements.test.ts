import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { Environment } from "@/lib/contract/environment";
import { diffEnvironments } from "@/lib/contract/environment-diff";
import { condaEnvironment } from "./conda-environment";
import { documentOf, factsOf } from "./environment";
import { BadLockfile } from "./lockfile";
import { pipRequirements } from "./pip-requirements";
import { uvLock } from "./uv-lock";

function text(file: string): string {
  return readFileSync(join(import.meta.dirname, "fixtures", file), "utf8");
}

const Pep508 = z.object({
  read: z.array(
    z.object({
      text: z.string(),
      name: z.string(),
      extras: z.array(z.string()),
      specifier: z.array(z.string()),
      url: z.string().nullable(),
      hasMarker: z.boolean(),
    }),
  ),
  refused: z.array(z.string()),
});
const pep508 = Pep508.parse(JSON.parse(text("pip/pep508.json")));

test.each(pep508.read)("$text is read as the library packaging reads it", (judged) => {
  const [found] = pipRequirements(judged.text).packages;
  expect(found?.name).toBe(judged.name);
  expect(found?.extras ?? []).toEqual(judged.extras);
  expect(found?.markers !== undefined).toBe(judged.hasMarker);
  expect(found?.source !== undefined).toBe(judged.url !== null);
  const [only = ""] = judged.specifier;
  const exact = judged.specifier.length === 1 ? /^={2,3}([^*]+)$/.exec(only)?.[1] : undefined;
  expect(found?.version).toBe(exact);
  expect(found?.requirement?.split(",").sort() ?? []).toEqual(exact === undefined ? judged.specifier : []);
});

// Conditions are taken over as they stand: whether they are well-formed is the installer's to say.
test.each(pep508.refused.filter((each) => each !== "" && !each.includes(";")))(
  "%s is refused as packaging does",
  (each) => {
    expect(() => pipRequirements(each)).toThrow(BadLockfile);
  },
);

const Requirement = z.object({
  name: z.string().nullable(),
  specifier: z.array(z.string()),
  extras: z.array(z.string()),
  isPlaced: z.boolean(),
  hasMarker: z.boolean(),
});
const Lines = z.array(z.object({ line: z.string(), isRefused: z.boolean(), requirement: Requirement.optional() }));

test.each(Lines.parse(JSON.parse(text("pip/lines.json"))))("$line is taken as pip itself takes it", (judged) => {
  if (judged.isRefused) {
    expect(() => pipRequirements(judged.line)).toThrow(BadLockfile);
    return;
  }
  const [found] = pipRequirements(judged.line).packages;
  const { name, specifier = [], extras = [], isPlaced = false, hasMarker = false } = judged.requirement ?? {};
  // A requirement without a name goes by its location.
  expect(found?.name).toBe(name === null ? found?.source?.location : name);
  expect(found?.extras ?? []).toEqual(extras);
  expect(found?.source !== undefined).toBe(isPlaced);
  expect(found?.markers !== undefined).toBe(hasMarker);
  const told = found?.version === undefined ? (found?.requirement?.split(",") ?? []) : [`==${found.version}`];
  expect(told).toEqual(specifier);
});

const Specs = z.array(
  z.object({
    spec: z.string(),
    name: z.string(),
    version: z.string().nullable(),
    build: z.string().nullable(),
    channel: z.string().nullable(),
    subdir: z.string().nullable(),
  }),
);

test.each(Specs.parse(JSON.parse(text("conda/specs.json"))))(
  "$spec is read as conda's MatchSpec reads it",
  (judged) => {
    const [found] = condaEnvironment(JSON.stringify({ dependencies: [judged.spec] })).packages;
    expect(found?.name).toBe(judged.name);
    // MatchSpec leaves the signs of ==1.20.3=py39_0 in place.
    expect(found?.version).toBe(judged.version?.replace(/^==/, ""));
    expect(found?.build).toBe(judged.build ?? undefined);
    expect(found?.platform).toBe(judged.subdir ?? undefined);
    expect(found?.source?.location).toBe(judged.channel ?? undefined);
  },
);

function environment(...files: readonly string[]): Environment {
  const lockfiles = files.map((path) => ({
    path,
    kind: "uv",
    sha256: "a".repeat(64),
    packages: uvLock(text(path)).packages,
  }));
  return Environment.parse({ kind: "pedigree.environment", v: 1, machine: {}, lockfiles });
}

test("what differs between two states of uv.lock is what uv said when it changed it", () => {
  const { packages } = diffEnvironments(environment("uv/uv.lock"), environment("uv/changed.lock"));
  const said = packages.map(({ kind, name, before, after }) => {
    const [was, is] = [before, after].map(([each]) => `v${each?.version}`);
    const verb = kind === "added" ? "Added" : kind === "removed" ? "Removed" : "Updated";
    return {
      Added: `Added ${name} ${is}`,
      Removed: `Removed ${name} ${was}`,
      Updated: `Updated ${name} ${was} -> ${is}`,
    }[verb];
  });
  expect(said).toEqual(text("uv/changed.txt").trim().split("\n"));
});

test("the order of lockfiles does not matter to the id; a fact that is not known is not told", () => {
  const [one, other] = [environment("uv/uv.lock", "uv/changed.lock"), environment("uv/changed.lock", "uv/uv.lock")];
  expect(documentOf(one)).toEqual(documentOf(other));
  const { sha256, sizeBytes, id } = documentOf(one);
  expect(id).toBe(sha256.replace("sha256:", "env:"));
  // Two that lock bytes: neither is the one.
  expect(factsOf(documentOf(one))).toEqual({ sha256, size_bytes: sizeBytes });
  expect(factsOf(documentOf(environment("uv/uv.lock")))).toMatchObject({ lockfile_kind: "uv" });
  const machine = { gpus: ["T4", "A100", "T4"], os: "debian 12" };
  expect(factsOf(documentOf({ ...one, machine }))).toMatchObject({ gpu: "2 x T4, A100", os: "debian 12" });
});
