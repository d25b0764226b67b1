import type { ArtifactType } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { bomRef, hashes, properties } from "./cyclonedx-terms";
import { filled, flatFacts, type JsonObject, textOf, uriOf } from "./exported";
import { compare, earlier, onlyBefore, type RecordedGraph, textFact } from "./recorded-graph";

/** The kinds of artifacts that are parts of a model. Others are what was done with them: workflows and declarations. */
const COMPONENT_TYPES: ReadonlySet<ArtifactType> = new Set<ArtifactType>([
  "model_version",
  "dataset_version",
  "commit",
  "environment",
  "report",
  "policy",
]);

/** Is an artifact of this type a component of the document? */
export function isComponent(type: ArtifactType): boolean {
  return COMPONENT_TYPES.has(type);
}

function addresses(artifact: ArtifactSummary, fact: string, type: string): Json[] {
  const address = textFact(artifact, fact);
  return address !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(address) ? [{ type, url: uriOf(address) }] : [];
}

/** The numbers that are recorded of a model version: its own, and those told when it was registered. */
function performanceMetrics(graph: RecordedGraph, artifact: ArtifactSummary): Json[] {
  const registered = graph.done(artifact).filter(({ action }) => action === "register");
  const told = [...registered, artifact].flatMap(({ facts: { metrics } }) =>
    flatFacts(metrics === undefined ? {} : { metrics }),
  );
  return [...new Map(told)]
    .sort(([one], [other]) => compare(one, other))
    .map(([name, value]) => ({ type: name.replace(/^metrics\./, ""), value: textOf(value) }));
}

/** The datasets that the run used which made the model version, whatever for: the role stands at the run's input. */
function datasets(graph: RecordedGraph, artifact: ArtifactSummary): Json[] {
  const run = onlyBefore(graph, artifact, "PRODUCED_BY");
  const used = run ? graph.before(run).map(earlier) : [];
  const refs = used.filter((ref) => ref.type === "dataset_version" && graph.artifact(ref)).map(bomRef);
  return [...new Set(refs)].map((ref) => ({ ref }));
}

function modelCard(graph: RecordedGraph, artifact: ArtifactSummary): JsonObject {
  const model = onlyBefore(graph, artifact, "VERSION_OF");
  const named = model && graph.artifact(model);
  return filled({
    modelParameters: filled({ task: named && textFact(named, "task"), datasets: datasets(graph, artifact) }),
    quantitativeAnalysis: filled({ performanceMetrics: performanceMetrics(graph, artifact) }),
  });
}

function modelVersion(graph: RecordedGraph, artifact: ArtifactSummary): JsonObject {
  const model = onlyBefore(graph, artifact, "VERSION_OF")?.id;
  const isWithin = model !== undefined && artifact.id.startsWith(`${model}:`);
  return filled({
    type: "machine-learning-model",
    name: isWithin ? model : artifact.id,
    version: isWithin ? artifact.id.slice(model.length + 1) : undefined,
    hashes: hashes(artifact.facts.sha256),
    externalReferences: addresses(artifact, "uri", "distribution"),
    modelCard: modelCard(graph, artifact),
    properties: properties(artifact, ["sha256", "metrics"]),
  });
}

function data(artifact: ArtifactSummary, kind: string, name = artifact.id): JsonObject {
  return filled({
    type: "data",
    name,
    hashes: hashes(artifact.facts.sha256),
    data: [{ type: kind, name: artifact.id }],
    externalReferences: addresses(artifact, "uri", "distribution"),
    properties: properties(artifact, ["sha256"]),
  });
}

function commit(artifact: ArtifactSummary): JsonObject {
  return filled({
    ...data(artifact, "source-code", textFact(artifact, "repository") ?? artifact.id),
    version: textFact(artifact, "sha"),
    externalReferences: addresses(artifact, "repository", "vcs"),
    description: textFact(artifact, "summary"),
    properties: properties(artifact, ["sha", "summary"]),
  });
}

/** An environment, with its container image and its lockfile, whose digests alone the record holds. */
function environment(artifact: ArtifactSummary): JsonObject {
  const part = (type: string, name: string, fact: string) => {
    const known = hashes(artifact.facts[fact]);
    return known.length === 0 ? [] : [{ type, "bom-ref": `${name}/${bomRef(artifact)}`, name, hashes: known }];
  };
  return filled({
    type: "platform",
    name: artifact.id,
    hashes: hashes(artifact.facts.sha256),
    components: [...part("container", "image", "image_digest"), ...part("file", "lockfile", "lockfile_sha256")],
    properties: properties(artifact, ["sha256", "image_digest", "lockfile_sha256"]),
  });
}

function policy(artifact: ArtifactSummary): JsonObject {
  const content = textFact(artifact, "document");
  const contents = filled({ attachment: content && { contentType: "application/json", content } });
  return filled({
    ...data(artifact, "configuration", textFact(artifact, "name") ?? artifact.id),
    data: [filled({ type: "configuration", name: artifact.id, contents })],
    properties: properties(artifact, ["sha256", "name", "document"]),
  });
}

/** The component that an artifact is; undefined where its kind is none. */
export function component(graph: RecordedGraph, artifact: ArtifactSummary): JsonObject | undefined {
  const made = () => {
    switch (artifact.type) {
      case "model_version":
        return modelVersion(graph, artifact);
      case "dataset_version":
        return data(artifact, "dataset");
      case "commit":
        return commit(artifact);
      case "environment":
        return environment(artifact);
      case "report":
        return data(artifact, "other");
      case "policy":
        return policy(artifact);
      default:
        return undefined;
    }
  };
  const fields = made();
  return fields && { "bom-ref": bomRef(artifact), ...fields };
}
