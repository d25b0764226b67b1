import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ROOT } from "@/cli/supervise/home";
import { isLicenceAllowed } from "./licences";
import { licencesOf, pedigreeSbom, type Sbom } from "./sbom";

const Lock = z.object({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) });

let sbom: Sbom;
beforeAll(async () => {
  sbom = await pedigreeSbom();
});

test("the bill of materials is CycloneDX, by the official schema, and the same each time", async () => {
  const official = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
  expect(await official.validate(JSON.stringify(sbom))).toBeNull();
  expect(await official.validate(JSON.stringify({ ...sbom, components: [{ name: "nameless" }] }))).not.toBeNull();
  expect(await pedigreeSbom()).toEqual(sbom);
});

test("it has every package of the lock file that Pedigree runs with, and no other", () => {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  const locked = Object.entries(packages).flatMap(([path, { dev }]) =>
    path === "" || dev ? [] : [path.split("node_modules/").at(-1)],
  );
  const told = sbom.components.map(({ name }) => name);
  expect(locked.length).toBeGreaterThan(100);
  expect([...new Set(told)].sort()).toEqual([...new Set(locked)].sort());
});

test("every package that Pedigree runs with has a licence that asks for no more than its notice, or one that was decided", () => {
  const wrong = sbom.components.flatMap((component) => {
    const licences = licencesOf(component);
    const isAllowed = licences.length > 0 && licences.every((each) => isLicenceAllowed(component.name, each));
    return isAllowed ? [] : [`${component.name} ${licences.join(", ")}`];
  });
  expect(wrong).toEqual([]);
});

test("copyleft is let in for nobody but those that were decided", () => {
  expect(isLicenceAllowed("elkjs", "EPL-2.0 OR GPL-3.0-or-later")).toBe(true);
  expect(isLicenceAllowed("elkjs", "GPL-3.0-or-later")).toBe(false);
  expect(isLicenceAllowed("left-pad", "EPL-2.0 OR GPL-3.0-or-later")).toBe(false);
  expect(isLicenceAllowed("left-pad", "")).toBe(false);
});
