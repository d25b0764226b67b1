import { z } from "zod";
import { licenceRead } from "./licences";
import { npm } from "./npm";

const Licence = z.union([
  z.object({ license: z.looseObject({ id: z.string().optional(), name: z.string().optional() }) }),
  z.object({ expression: z.string() }),
]);

const Component = z.looseObject({
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  "bom-ref": z.string(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  licenses: z.array(Licence).default([]),
});

const Sbom = z.looseObject({
  metadata: z.looseObject({ timestamp: z.string().optional(), component: z.looseObject({ "bom-ref": z.string() }) }),
  components: z.array(Component).min(1),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
export type Sbom = z.infer<typeof Sbom>;

/** The licences of a component, as they are written. */
export function licencesOf({ licenses }: z.infer<typeof Component>): string[] {
  return licenses.map((each) =>
    "expression" in each ? each.expression : (each.license.id ?? each.license.name ?? ""),
  );
}

function withLicence(component: z.infer<typeof Component>): z.infer<typeof Component> {
  const id = licenceRead(component.name);
  return id === undefined ? component : { ...component, licenses: [{ license: { id } }] };
}

function isOfDevelopment({ properties }: z.infer<typeof Component>): boolean {
  return properties.some(({ name }) => name === "cdx:npm:package:development");
}

/** What Pedigree runs with, out of package-lock.json (CycloneDX 1.5): the same lock file and npm make the same text. */
export async function pedigreeSbom(): Promise<Sbom> {
  const printed = await npm("sbom", "--sbom-format=cyclonedx", "--package-lock-only");
  const { serialNumber: _, ...sbom } = Sbom.parse(JSON.parse(printed));
  const { timestamp: __, component, ...metadata } = sbom.metadata;
  // With `--omit=dev` npm leaves out what tools of development need as well, zod among it.
  const components = sbom.components.filter((each) => !isOfDevelopment(each));
  const refs = new Set([...components.map((each) => each["bom-ref"]), component["bom-ref"]]);
  const dependencies = sbom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => refs.has(ref)) }));
  return {
    ...sbom,
    // npm calls it by the folder of the clone.
    metadata: { ...metadata, component: { ...component, name: "pedigree", type: "application" } },
    components: components.map(withLicence),
    dependencies,
  };
}
