import type { ArtifactType } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary, LineageEdge } from "@/lib/contract/reply";
import { canonicalJson } from "@/lib/hash";
import { isComponent } from "./cyclonedx-components";
import { bomRef, properties, property } from "./cyclonedx-terms";
import { filled, flatFacts, type JsonObject, textOf } from "./exported";
import { earlier, later, periodOf, type RecordedGraph } from "./recorded-graph";

const WORKFLOW_TYPES: ReadonlySet<ArtifactType> = new Set<ArtifactType>(["run", "build", "deployment"]);

/** What a run is to CycloneDX, by the purpose that is recorded of it. */
const TASK_OF_PURPOSE: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  ["training", "build"],
  ["feature_pipeline", "build"],
  ["evaluation", "test"],
  ["data_validation", "test"],
]);

function taskType({ type, facts }: ArtifactSummary): string {
  const known = { build: "build", deployment: "deploy" };
  return type === "build" || type === "deployment" ? known[type] : (TASK_OF_PURPOSE.get(facts.purpose) ?? "other");
}

function ofEdge({ rel, role, origin, eventId }: LineageEdge): Json[] {
  const told = [property("relationship", rel), property("origin", origin), property("event", eventId)];
  return role === null ? told : [...told, property("role", role)];
}

/** Parameters and seed, as the run states them. */
function parameters({ facts: { parameters: map, seed } }: ArtifactSummary): Json[] {
  const stated = flatFacts({
    ...(map === undefined ? {} : { parameters: map }),
    ...(seed === undefined ? {} : { seed }),
  });
  const list = stated.map(([name, value]) => ({ name: name.replace(/^parameters\./, ""), value: textOf(value) }));
  return list.length === 0 ? [] : [{ parameters: list }];
}

/** What the end of a run states of it. */
function results(graph: RecordedGraph, artifact: ArtifactSummary): { outputs: Json[]; told: Json[] } {
  const finished = graph.done(artifact).find(({ action }) => action === "finish");
  const { metrics, status } = finished?.facts ?? {};
  const data = metrics === undefined ? undefined : { contentType: "application/json", content: canonicalJson(metrics) };
  return {
    outputs: data === undefined ? [] : [{ type: "metrics", data }],
    told: status === undefined ? [] : [property("status", status)],
  };
}

function workflow(graph: RecordedGraph, artifact: ArtifactSummary): JsonObject {
  const isPart = (ref: ReturnType<typeof earlier>) => isComponent(ref.type) && graph.artifact(ref) !== undefined;
  const [before, after] = [graph.before(artifact), graph.after(artifact)];
  const others = [...before.filter((edge) => !isPart(earlier(edge))), ...after.filter((edge) => !isPart(later(edge)))];
  const { start, end } = periodOf(graph, artifact);
  const { outputs, told } = results(graph, artifact);
  const used = before.filter((edge) => isPart(earlier(edge)));
  const made = after
    .filter((edge) => edge.rel === "PRODUCED_BY" || edge.rel === "BUILT_BY")
    .filter((edge) => isPart(later(edge)));
  return filled({
    "bom-ref": bomRef(artifact),
    uid: artifact.id,
    taskTypes: [taskType(artifact)],
    inputs: [
      ...used.map((edge) => ({ resource: { ref: bomRef(earlier(edge)) }, properties: ofEdge(edge) })),
      ...parameters(artifact),
    ],
    outputs: [
      ...made.map((edge) => ({ type: "artifact", resource: { ref: bomRef(later(edge)) }, properties: ofEdge(edge) })),
      ...outputs,
    ],
    timeStart: start,
    timeEnd: end,
    properties: [
      ...properties(artifact, ["parameters", "seed", "started_at", "finished_at"]),
      ...told,
      ...others.map(({ rel, from, to }) => property(rel.toLowerCase(), `${bomRef(from)} ${bomRef(to)}`)),
    ],
  });
}

/** How the components came to be: runs, builds and deployments. */
export function formulation(graph: RecordedGraph): Json[] {
  const workflows = graph.artifacts.filter(({ type }) => WORKFLOW_TYPES.has(type));
  return workflows.length === 0 ? [] : [{ workflows: workflows.map((artifact) => workflow(graph, artifact)) }];
}
