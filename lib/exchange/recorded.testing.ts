import fc from "fast-check";
import { z } from "zod";
import { ACTION_NAMES } from "@/graph-schema/actions";
import { FACTS_OF, factNames } from "@/graph-schema/artifacts";
import { linksBetween, relationship } from "@/graph-schema/catalogue";
import { ORIGINS, OUTCOMES } from "@/graph-schema/envelope";
import { ARTIFACT_TYPES, ArtifactId, type ArtifactType, refKey } from "@/graph-schema/names";
import { instant } from "@/graph-schema/values";
import type { Json } from "@/lib/contract/json";
import type { ArtifactSummary, AuditRow, LineageEdge, Who } from "@/lib/contract/reply";
import type { RecordedLineage } from "./recorded";

// For tests: any lineage that the record can hold, with ids and texts that are names in no foreign format.

const HOSTILE = [
  "a b",
  "a:b",
  'say "x"',
  "it's",
  "<a&b>",
  "ü/日本/🦆",
  "-x",
  ".x.",
  "%41",
  "a\\b",
  "#?;,=",
  "(x)[y]{z}",
];

const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 5 }).filter((text) => text.isWellFormed()),
);
const anyId = hostileText.filter((id) => ArtifactId.safeParse(id).success);
const anyTime = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((millis): string => instant(millis));
const anyDigest = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
const anyDecimal = fc.oneof(fc.maxSafeInteger(), fc.constantFrom("0.845418", "-1.5e-7", "1e+300"));
const anyName = hostileText.filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const anyMap = fc.dictionary(anyName, anyDecimal, { maxKeys: 3 });
const anyScalarMap = fc.dictionary(anyName, fc.oneof(anyDecimal, hostileText, fc.boolean()), { maxKeys: 3 });
const anyPseudonym = fc.constantFrom("A", "B", "C", "-_").map((letter) => `p1:${letter.repeat(43).slice(0, 43)}`);

const OF_NAME: readonly (readonly [name: RegExp, arbitrary: fc.Arbitrary<Json>])[] = [
  [/^(.+_)?sha256$|_digest$/, anyDigest],
  [/_at$|^at$/, anyTime],
  [/^metrics$/, anyMap],
  [/^(parameters|output|tags)$/, anyScalarMap],
  [/_count$|_bytes$|^seed$/, fc.nat()],
  [/^score$/, anyDecimal],
  [/^sha$/, fc.stringMatching(/^([0-9a-f]{7}|[0-9a-f]{40}|[0-9a-f]{64})$/)],
  [
    /^(uri|repository)$/,
    fc.oneof(
      hostileText.map((text) => `s3://${text}`),
      fc.constant("git+https://a.example/b"),
    ),
  ],
];

function anyFact(type: ArtifactType, name: string): fc.Arbitrary<Json> {
  const field = Object.entries(FACTS_OF[type].shape).find(([known]) => known === name)?.[1];
  const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
  if (inner instanceof z.ZodEnum) {
    return fc.constantFrom(...inner.options.map(String));
  }
  return OF_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? hostileText;
}

function anyFacts(type: ArtifactType): fc.Arbitrary<Record<string, Json>> {
  const all = Object.fromEntries(factNames(type).map((name) => [name, anyFact(type, name)]));
  return fc.record(all, { requiredKeys: [] }).map((facts) => z.record(z.string(), z.json()).parse(facts));
}

const anyArtifact = fc.constantFrom(...ARTIFACT_TYPES).chain((type) =>
  fc.record({
    type: fc.constant(type),
    id: anyId,
    facts: anyFacts(type),
    origin: fc.constantFrom(...ORIGINS),
    stamp: fc.nat(),
    recordedAt: anyTime,
    eventId: fc.uuid(),
  }),
);

const anyWho: fc.Arbitrary<Who> = fc.record({
  account: anyPseudonym,
  type: fc.constantFrom("user", "service", "system"),
  name: fc.option(hostileText),
  username: fc.option(hostileText),
});

function anyEvent(artifacts: readonly ArtifactSummary[]): fc.Arbitrary<AuditRow> {
  return fc.record({
    id: fc.oneof(fc.constantFrom(...artifacts.map(({ eventId }) => eventId)), fc.uuid()),
    eventId: fc.option(hostileText),
    project: fc.constant("any"),
    action: fc.constantFrom(...ACTION_NAMES),
    origin: fc.constantFrom(...ORIGINS),
    outcome: fc.constantFrom(...OUTCOMES),
    reasons: fc.array(fc.record({ code: fc.constantFrom("rejected", "denied"), params: fc.constant({}) })),
    who: anyWho,
    subject: fc.option(fc.constantFrom(...artifacts).map(({ type, id }) => ({ type, id }))),
    refersTo: fc.option(fc.uuid()),
    facts: fc.record(
      { metrics: anyMap, finished_at: anyTime, behind: fc.array(anyPseudonym), series: fc.array(anyMap) },
      { requiredKeys: [] },
    ),
    at: anyTime,
    recordedAt: anyTime,
    stamp: fc.nat(),
  });
}

function anyEdges(artifacts: readonly ArtifactSummary[]): fc.Arbitrary<LineageEdge[]> {
  const refs = artifacts.map(({ type, id }) => ({ type, id }));
  const links = refs.flatMap((one, at) => refs.slice(at + 1).flatMap((other) => linksBetween(one, other)));
  if (links.length === 0) {
    return fc.constant([]);
  }
  const anyEdge = fc.record({
    link: fc.constantFrom(...links),
    role: fc.option(hostileText),
    origin: fc.constantFrom(...ORIGINS),
    eventId: fc.uuid(),
  });
  return fc
    .array(anyEdge, { maxLength: 12 })
    .map((edges) =>
      edges.map(({ link, ...rest }) => ({ ...link, upstream: relationship(link.rel).upstream, ...rest })),
    );
}

/** Any lineage. Its focus is one of its artifacts. */
export const anyLineage: fc.Arbitrary<RecordedLineage> = fc
  .uniqueArray(anyArtifact, { selector: refKey, minLength: 1, maxLength: 12 })
  .chain((artifacts) =>
    fc.record({
      project: fc.constantFrom("default", "churn-2", "0"),
      focus: fc.constantFrom(...artifacts).map(({ type, id }) => ({ type, id })),
      artifacts: fc.constant(artifacts),
      edges: anyEdges(artifacts),
      events: fc.uniqueArray(anyEvent(artifacts), { selector: ({ id }) => id, maxLength: 10 }),
      asOf: fc.record({
        position: fc.option(fc.nat()),
        stamp: fc.nat(),
        at: anyTime,
        pendingCount: fc.nat(),
      }),
    }),
  );

/** The same lineage, read in another order. */
export function shuffled(recorded: RecordedLineage): fc.Arbitrary<RecordedLineage> {
  const whole = <T>(things: readonly T[]) => fc.shuffledSubarray([...things], { minLength: things.length });
  return fc
    .tuple(whole(recorded.artifacts), whole(recorded.edges), whole(recorded.events))
    .map(([artifacts, edges, events]) => ({ ...recorded, artifacts, edges, events }));
}

/** What stands at `path` in a document; undefined where nothing does. */
export function part(document: Json | undefined, ...path: (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => {
    if (Array.isArray(at)) {
      return typeof step === "number" ? at[step] : undefined;
    }
    return typeof at === "object" && at !== null ? at[step] : undefined;
  }, document);
}
