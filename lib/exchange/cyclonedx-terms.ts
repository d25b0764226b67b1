import type { Ref } from "@/graph-schema/names";
import { Digest } from "@/graph-schema/values";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { flatFacts, pathOf, textOf } from "./exported";

/** The `bom-ref` of an artifact. */
export function bomRef(ref: Ref): string {
  return pathOf(ref);
}

/** A property in the name space of Pedigree, for what CycloneDX has no field for. */
export function property(name: string, value: Json): Json {
  return { name: `pedigree:${name}`, value: textOf(value) };
}

/** What is recorded of an artifact and told nowhere else: its facts but those named, how it came to be known, and by which event. */
export function properties({ facts, origin, eventId, recordedAt }: ArtifactSummary, told: readonly string[]): Json[] {
  const rest = Object.fromEntries(Object.entries(facts).filter(([name]) => !told.includes(name)));
  return [
    ...flatFacts(rest).map(([name, value]) => property(name, value)),
    property("origin", origin),
    property("event", eventId),
    property("recorded_at", recordedAt),
  ];
}

/** The digest `value` as CycloneDX has it; none where it is no digest. */
export function hashes(value: Json | undefined): Json[] {
  const digest = Digest.safeParse(value).data;
  return digest === undefined ? [] : [{ alg: "SHA-256", content: digest.slice("sha256:".length) }];
}
