import type { Ref } from "@/graph-schema/names";
import { Digest } from "@/graph-schema/values";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary, LineageEdge } from "@/lib/contract/reply";
import { canonicalJson } from "@/lib/hash";

import { artifactUrn, escaped, filled, type JsonObject, pathOf, uriOf } from "./exported";
import type { RecordedLineage } from "./recorded";
import {
  earlier,
  graphOf,
  later,
  modelVersionOf,
  onlyBefore,
  periodOf,
  type RecordedGraph,
  textFact,
} from "./recorded-graph";

/** in-toto Statement v1 with SLSA provenance v1, not signed. */
export type ProvenanceStatement = JsonObject;

/** SHA-256 as in-toto has it; undefined where `value` is no digest. */
function sha256(value: Json | undefined): { sha256: string } | undefined {
  const digest = Digest.safeParse(value).data;
  return digest && { sha256: digest.slice("sha256:".length) };
}

/** A commit by its hash. A shortened one is no digest: two commits may share it. */
function gitCommit(sha: string | undefined): { gitCommit: string } | undefined {
  return sha !== undefined && (sha.length === 40 || sha.length === 64) ? { gitCommit: sha } : undefined;
}

/** A resource is identified by address or digest; one of which neither is recorded goes by its name in the record. */
function resource(graph: RecordedGraph, artifact: ArtifactSummary, digest: JsonObject | undefined): JsonObject {
  const address = textFact(artifact, artifact.type === "commit" ? "repository" : "uri");
  const isUri = address !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(address);
  const own = digest ? undefined : artifactUrn(graph.project, artifact);
  return filled({ name: pathOf(artifact), uri: isUri ? uriOf(address) : own, digest });
}

/** What the run used: an environment is its document, its lockfile and its image, each by its digest. */
function dependencies(graph: RecordedGraph, edge: LineageEdge): JsonObject[] {
  const artifact = graph.artifact(earlier(edge));
  if (!artifact) {
    return [];
  }
  const annotations = filled({ role: edge.role ?? undefined, origin: edge.origin });
  if (artifact.type !== "environment") {
    const commit = artifact.type === "commit" ? gitCommit(textFact(artifact, "sha")) : undefined;
    return [{ ...resource(graph, artifact, commit ?? sha256(artifact.facts.sha256)), annotations }];
  }
  const parts = ["lockfile_sha256", "image_digest"].flatMap((fact) => {
    const digest = sha256(artifact.facts[fact]);
    return digest ? [{ name: `${pathOf(artifact)}#${fact}`, digest, annotations }] : [];
  });
  const document = sha256(artifact.facts.sha256);
  return document || parts.length === 0 ? [{ ...resource(graph, artifact, document), annotations }, ...parts] : parts;
}

/** The metrics that the run ended with, and what else it produced. */
function byproducts(graph: RecordedGraph, run: ArtifactSummary, product: Ref): JsonObject[] {
  const finished = graph.done(run).find(({ action }) => action === "finish");
  const metrics = finished?.facts.metrics;
  const content = metrics === undefined ? undefined : Buffer.from(canonicalJson(metrics)).toString("base64");
  const others = graph.after(run).flatMap((edge) => {
    const other = edge.rel === "PRODUCED_BY" ? graph.artifact(later(edge)) : undefined;
    return other && pathOf(other) !== pathOf(product) ? [resource(graph, other, sha256(other.facts.sha256))] : [];
  });
  return [...(content === undefined ? [] : [{ name: "metrics", mediaType: "application/json", content }]), ...others];
}

/** What the caller of the run chose. The names are explained where the build type is. */
function externalParameters(graph: RecordedGraph, run: ArtifactSummary, used: readonly LineageEdge[]): JsonObject {
  const { parameters, seed } = run.facts;
  const datasets = used.filter((edge) => earlier(edge).type === "dataset_version" && graph.artifact(earlier(edge)));
  return filled({
    entryPoint: textFact(run, "entry_point"),
    parameters,
    seed,
    datasets: datasets.map((edge) => filled({ name: pathOf(earlier(edge)), role: edge.role ?? undefined })),
  });
}

/** What was made, and the run that made it: the focus, or the model version that is behind the focus. */
function production(graph: RecordedGraph): { product: ArtifactSummary; run: ArtifactSummary } | undefined {
  const candidates = [graph.artifact(graph.focus), modelVersionOf(graph)].flatMap((product) => {
    const ref = product && onlyBefore(graph, product, "PRODUCED_BY");
    const run = ref && graph.artifact(ref);
    return product && run ? [{ product, run }] : [];
  });
  return candidates[0];
}

/**
 * SLSA provenance v1 of the run that produced the focus, or the model version behind it. Undefined where no run is recorded, or not
 * what the format cannot do without: the product's digest, and who reported the run.
 */
export function trainingProvenance(recorded: RecordedLineage): ProvenanceStatement | undefined {
  const graph = graphOf(recorded);
  const { product, run } = production(graph) ?? {};
  const digest = product && sha256(product.facts.sha256);
  const reported = run && graph.maker(run);
  if (!product || !run || !digest || !reported) {
    return undefined;
  }
  const used = graph.before(run).filter(({ rel }) => rel === "USED");
  const { start, end } = periodOf(graph, run);
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: pathOf(product), digest }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:pedigree:run:v1",
        externalParameters: externalParameters(graph, run, used),
        internalParameters: filled({ purpose: run.facts.purpose, origin: run.origin, event: run.eventId }),
        resolvedDependencies: used.flatMap((edge) => dependencies(graph, edge)),
      },
      runDetails: filled({
        // Nobody but who reported the run vouches for it: the record holds no build platform.
        builder: { id: `urn:pedigree:account:${escaped(reported.who.account)}` },
        metadata: filled({ invocationId: run.id, startedOn: start, finishedOn: end }),
        byproducts: byproducts(graph, run, product),
      }),
    },
  };
}
