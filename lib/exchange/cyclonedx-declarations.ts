import type { ArtifactType, Ref } from "@/graph-schema/names";
import type { ArtifactSummary, AuditRow } from "@/lib/contract/reply";
import { canonicalJson } from "@/lib/hash";
import { isComponent } from "./cyclonedx-components";
import { bomRef } from "./cyclonedx-terms";
import { filled, type JsonObject, uriOf } from "./exported";
import { earlier, type RecordedGraph, textFact } from "./recorded-graph";

const DECLARING: ReadonlySet<ArtifactType> = new Set<ArtifactType>(["attestation", "approval", "rejection"]);

/** What somebody declared, about which components, and who they are where they did it here themselves. */
interface Declared {
  readonly artifact: ArtifactSummary;
  readonly event: AuditRow | undefined;
  readonly author: AuditRow["who"] | undefined;
  readonly targets: readonly string[];
}

function ends(graph: RecordedGraph, ref: Ref, rels: readonly string[]): Ref[] {
  return graph
    .before(ref)
    .filter(({ rel }) => rels.includes(rel))
    .map(earlier);
}

function targets(graph: RecordedGraph, artifact: ArtifactSummary): string[] {
  const requests = ends(graph, artifact, ["APPROVES", "REJECTS"]);
  const about = [
    ...ends(graph, artifact, ["ATTESTS"]),
    ...requests.flatMap((request) => ends(graph, request, ["CONCERNS"])),
  ];
  return [...new Set(about.filter((ref) => isComponent(ref.type) && graph.artifact(ref)).map(bomRef))];
}

function declared(graph: RecordedGraph, artifact: ArtifactSummary): Declared {
  const event = graph.maker(artifact);
  // Who asserts that somebody approved is not who approved.
  const author = artifact.origin === "acted" && event?.origin === "acted" ? event.who : undefined;
  return { artifact, event, author, targets: targets(graph, artifact) };
}

function predicate({ artifact }: Declared): string | undefined {
  if (artifact.type !== "attestation") {
    return artifact.type === "approval" ? "approved" : "rejected";
  }
  const said = [textFact(artifact, "claim"), textFact(artifact, "result")].filter((text) => text !== undefined);
  return said.length === 0 ? undefined : said.join(": ");
}

function claims(one: Declared): JsonObject[] {
  const { artifact } = one;
  const common = {
    predicate: predicate(one),
    reasoning: textFact(artifact, "meaning"),
    evidence: [`evidence/${bomRef(artifact)}`],
  };
  const about = one.targets.length === 0 ? [undefined] : one.targets;
  return about.map((target, at) => filled({ "bom-ref": `claim-${at + 1}/${bomRef(artifact)}`, target, ...common }));
}

function named({ account, name }: AuditRow["who"]): JsonObject {
  return { name: name ?? account };
}

function evidence(graph: RecordedGraph, { artifact, event, author }: Declared): JsonObject {
  const { origin, eventId, recordedAt, facts } = artifact;
  const record = { contentType: "application/json", content: canonicalJson({ origin, eventId, recordedAt, facts }) };
  const reports = ends(graph, artifact, ["EVIDENCED_BY"]).map((ref) => {
    const report = graph.artifact(ref);
    const address = report && textFact(report, "uri");
    return filled({ name: bomRef(ref), contents: filled({ url: address === undefined ? undefined : uriOf(address) }) });
  });
  return filled({
    "bom-ref": `evidence/${bomRef(artifact)}`,
    description: `${bomRef(artifact)}, ${origin}`,
    data: [{ name: "record", contents: { attachment: record } }, ...reports],
    created: event?.at,
    author: author && named(author),
  });
}

function attestation(one: Declared): JsonObject {
  return filled({
    summary: predicate(one),
    assessor: one.author && `assessor/${one.author.account}`,
    map: [{ claims: claims(one).flatMap((claim) => claim["bom-ref"] ?? []) }],
  });
}

function assessors(all: readonly Declared[]): JsonObject[] {
  const byAccount = new Map(all.flatMap(({ author }) => (author ? [[author.account, author] as const] : [])));
  return [...byAccount].map(([account, who]) => ({
    "bom-ref": `assessor/${account}`,
    organization: { contact: [named(who)] },
  }));
}

/** What was attested, approved and rejected: claims about components, with the record of each as evidence. */
export function declarations(graph: RecordedGraph): JsonObject {
  const all = graph.artifacts.filter(({ type }) => DECLARING.has(type)).map((artifact) => declared(graph, artifact));
  return filled({
    assessors: assessors(all),
    attestations: all.map(attestation),
    claims: all.flatMap(claims),
    evidence: all.map((one) => evidence(graph, one)),
  });
}
