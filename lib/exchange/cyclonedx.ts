import { v5 as uuidOfName } from "uuid";
import type { Ref } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import type { AsOf } from "@/lib/contract/reply";
import { component, isComponent } from "./cyclonedx-components";
import { declarations } from "./cyclonedx-declarations";
import { type PackageParts, type PackagesOf, packageParts } from "./cyclonedx-packages";
import { bomRef, property } from "./cyclonedx-terms";
import { formulation } from "./cyclonedx-workflows";
import { artifactUrn, filled } from "./exported";
import type { RecordedLineage } from "./recorded";
import { compare, earlier, graphOf, modelVersionOf, type RecordedGraph } from "./recorded-graph";

/** The same question at the same place of the log is the same document, and so has the same number. */
function serialNumber(project: string, focus: Ref, { position, stamp }: AsOf): string {
  const at = position === null ? `stamp ${stamp}` : `position ${position}`;
  return `urn:uuid:${uuidOfName(`cyclonedx ${artifactUrn(project, focus)} ${at}`, uuidOfName.URL)}`;
}

/** What a component was made from: what stands before it, and what stands before the run or the build that made it. */
function madeFrom(graph: RecordedGraph, ref: Ref): string[] {
  const direct = graph.before(ref).map(earlier);
  const through = direct
    .filter(({ type }) => !isComponent(type))
    .flatMap((activity) => graph.before(activity).map(earlier));
  const parts = [...direct, ...through].filter((part) => isComponent(part.type) && graph.artifact(part));
  return [...new Set(parts.map(bomRef))].filter((part) => part !== bomRef(ref)).sort(compare);
}

/** What a component depends on: what it was made from, and of an environment its packages. */
function dependency(graph: RecordedGraph, ref: Ref, packages: PackageParts): Json {
  return filled({ ref: bomRef(ref), dependsOn: [...madeFrom(graph, ref), ...(packages.refsOf(ref) ?? [])] });
}

/**
 * The model version that is asked about, or that lies behind what is asked about, as a CycloneDX 1.7 ML-BOM: the model with its card,
 * what it was made from, how, and what was declared of it, with the packages of its environments where they are given. What is not
 * recorded is not there.
 */
export function mlBom(recorded: RecordedLineage, packagesOf: PackagesOf = new Map()): Json {
  const graph = graphOf(recorded);
  const { project, focus, asOf } = recorded;
  const about = modelVersionOf(graph);
  const parts = graph.artifacts.filter(({ type }) => isComponent(type));
  const packages = packageParts(packagesOf);
  const components = parts.flatMap((part) => (part === about ? [] : (component(graph, part) ?? [])));
  return filled({
    $schema: "http://cyclonedx.org/schema/bom-1.7.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.7",
    serialNumber: serialNumber(project, focus, asOf),
    version: 1,
    metadata: filled({
      timestamp: asOf.at,
      component: about && component(graph, about),
      properties: [
        property("project", project),
        property("focus", bomRef(focus)),
        ...(asOf.position === null ? [] : [property("log_position", asOf.position)]),
      ],
    }),
    components: [...components, ...packages.components],
    dependencies: parts.map((part) => dependency(graph, part, packages)),
    formulation: formulation(graph),
    declarations: declarations(graph),
  });
}
