import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { RELATIONSHIP_TYPES, relationship } from "@/graph-schema/catalogue";
import { type ArtifactLabel, LABEL_OF, refKey } from "@/graph-schema/names";
import { canonicalJson } from "@/lib/hash";
import { BUILD_TIMEOUT_MS } from "@/lib/programs.testing";
import { ALEX, churn } from "./churn.testing";
import { pathOf } from "./exported";
import { judged } from "./judges.testing";
import { provDocument } from "./prov-json";
import { agentName, artifactName, isActivity, qualified, RELATION_ENDS, type Relation, relationOf } from "./prov-terms";
import type { RecordedLineage } from "./recorded";
import { anyLineage, shuffled } from "./recorded.testing";
import { earlier, later } from "./recorded-graph";

const Attributes = z.record(z.string(), z.json());
const Records = z.record(z.string(), Attributes);
const Contents = z.looseObject({ entity: Records, activity: Records, agent: Records }).catchall(Records);
const Document = z.strictObject({
  prefix: z.record(z.string(), z.string()),
  entity: Records,
  bundle: z.record(z.string(), Contents),
});

function contentsOf(recorded: RecordedLineage) {
  const { bundle } = Document.parse(provDocument(recorded));
  const [contents, ...others] = Object.values(bundle);
  expect(others).toEqual([]);
  return Contents.parse(contents);
}

/** The local part of a qualified name (PROV-N, PN_LOCAL), without the escapes that need a backslash. */
const QUALIFIED =
  /^[a-z]+:(?:[\w/@~&+*?#$!]|%[0-9A-F]{2})(?:(?:[\w/@~&+*?#$!.-]|%[0-9A-F]{2})*(?:[\w/@~&+*?#$!-]|%[0-9A-F]{2}))?$/;

/** Every qualified name of a document: keys, ends of relations, and values that say that they are one. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value) || typeof value !== "object" || value === null) {
    return [];
  }
  const typed = z.strictObject({ $: z.string(), type: z.literal("xsd:QName") }).safeParse(value);
  if (typed.success) {
    return [typed.data.$];
  }
  const ends = new Set<string>(Object.values(RELATION_ENDS).flat());
  const fields = Object.entries(value).filter(([name]) => !["$", "type"].includes(name));
  return fields.flatMap(([name, inner]) =>
    ends.has(name) && typeof inner === "string" ? [name, inner] : [name, ...namesIn(inner)],
  );
}

test("whatever the ids, every name is a qualified name of PROV, and no two artifacts share one", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const { bundle } = Document.parse(provDocument(recorded));
      const names = Object.values(bundle).flatMap((contents) => Object.values(contents).flatMap(namesIn));
      for (const name of names.filter((one) => !one.startsWith("_:"))) {
        expect(name).toMatch(QUALIFIED);
      }
      expect(new Set(recorded.artifacts.map(artifactName)).size).toBe(recorded.artifacts.length);
      expect(decodeURIComponent(artifactName(recorded.focus))).toBe(`artifact:${pathOf(recorded.focus)}`);
    }),
  );
});

test("every artifact is in it with its digest and origin, every event with who did it, every edge between its two ends", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const { entity, activity, agent, ...relations } = contentsOf(recorded);
      for (const artifact of recorded.artifacts) {
        const found = (isActivity(artifact.type) ? activity : entity)[artifactName(artifact)];
        expect(found).toMatchObject({ "prov:label": artifact.id, "pg:origin": artifact.origin });
        expect(found?.["pg:sha256"]).toEqual(artifact.facts.sha256);
      }
      const all = Object.values(relations).flatMap((records) => Object.values(Records.parse(records)));
      for (const { id, who } of recorded.events) {
        const by = all.filter((one) => one["prov:activity"] === `event:${id}` && "prov:agent" in one);
        expect(by).toHaveLength(1);
        expect(activity[`event:${id}`]).toBeDefined();
        expect(agent).toHaveProperty([String(by[0]?.["prov:agent"])]);
        expect(decodeURIComponent(String(by[0]?.["prov:agent"]))).toBe(`account:${who.account}`);
      }
      for (const edge of recorded.edges) {
        const [laterEnd, earlierEnd] = RELATION_ENDS[relationOf(edge.rel)];
        const last = artifactName(later(edge));
        const scoring = last.replace("artifact:", "scoring:");
        const ends = { [laterEnd]: edge.rel === "SERVED" ? scoring : last, [earlierEnd]: artifactName(earlier(edge)) };
        const told = {
          "pg:relationship": edge.rel,
          "pg:origin": edge.origin,
          "pg:event": qualified(`event:${edge.eventId}`),
        };
        expect(all).toContainEqual(expect.objectContaining(edge.rel === "VERSION_OF" ? ends : { ...ends, ...told }));
      }
    }),
  );
});

test("a name is in it only where the reader was given it", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const hidden = {
        ...recorded,
        events: recorded.events.map((event) => ({ ...event, who: { ...event.who, name: null } })),
      };
      for (const agent of Object.values(contentsOf(hidden).agent)) {
        expect(Object.keys(agent)).not.toContain("prov:label");
      }
    }),
  );
});

test("the same lineage gives the same bytes, in whatever order it was read", () => {
  const pairs = anyLineage.chain((recorded) => fc.tuple(fc.constant(recorded), shuffled(recorded)));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(JSON.stringify(provDocument(other))).toBe(JSON.stringify(provDocument(one)));
    }),
  );
});

const ENTITY_ENDS = [
  "prov:entity",
  "prov:generatedEntity",
  "prov:usedEntity",
  "prov:specificEntity",
  "prov:generalEntity",
];
const ACTIVITY_ENDS = ["prov:activity", "prov:informed", "prov:informant"];

test.each(RELATIONSHIP_TYPES.filter((rel) => rel !== "SERVED"))("%s stands between what PROV lets it stand", (rel) => {
  const { from, to, upstream } = relationship(rel);
  const [laters, earliers] = upstream === "to" ? [from, to] : [to, from];
  const relation: Relation = relationOf(rel);
  const kinds = new Map(Object.entries(LABEL_OF).map(([type, label]) => [label, type]));
  const fits = (end: string, labels: readonly ArtifactLabel[]) =>
    labels.every((label) => {
      const isOne = ["run", "build", "deployment"].includes(kinds.get(label) ?? "");
      return isOne ? !ENTITY_ENDS.includes(end) : !ACTIVITY_ENDS.includes(end);
    });
  const [laterEnd, earlierEnd] = RELATION_ENDS[relation];
  expect([fits(laterEnd, laters), fits(earlierEnd, earliers)]).toEqual([true, true]);
});

/** Reads documents with the Python package prov, writes and reads them again, and counts. Warnings are errors. */
const READ = `
import collections, json, sys
from prov.model import ProvDocument
counts = []
for text in json.load(sys.stdin):
    document = ProvDocument.deserialize(content=text, format="json")
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document, text
    document.get_provn()
    found = collections.Counter()
    for bundle in again.bundles:
        for record in bundle.get_records():
            found[record.get_type().localpart] += 1
    counts.append(found)
json.dump(counts, sys.stdout)
`;

const PROV_TYPES: Readonly<Record<string, string>> = {
  entity: "Entity",
  activity: "Activity",
  agent: "Agent",
  wasGeneratedBy: "Generation",
  used: "Usage",
  wasDerivedFrom: "Derivation",
  specializationOf: "Specialization",
  wasInformedBy: "Communication",
  wasInfluencedBy: "Influence",
  wasStartedBy: "Start",
  wasInvalidatedBy: "Invalidation",
  wasAssociatedWith: "Association",
  actedOnBehalfOf: "Delegation",
};

test("the Python package prov reads it without a warning, and finds each record and relation again", {
  timeout: BUILD_TIMEOUT_MS,
}, async () => {
  const many = fc.sample(anyLineage, 100);
  const counts = many.map((recorded) => {
    const found = Object.entries(contentsOf(recorded)).map(
      ([kind, records]) => [PROV_TYPES[kind], Object.keys(Records.parse(records)).length] as const,
    );
    return Object.fromEntries(found.filter(([, count]) => count > 0));
  });
  expect(
    await judged(
      READ,
      many.map((recorded) => canonicalJson(provDocument(recorded))),
    ),
  ).toEqual(counts);
});

test("P123 came out of a scoring that used churn:v2; who acted here is associated by name, who only told by pseudonym", () => {
  const { activity, agent, ...relations } = contentsOf(churn());
  const all = Object.values(relations).flatMap((records) => Object.values(records));
  const scoring = "scoring:prediction/P123";
  const generated = {
    "prov:entity": "artifact:prediction/P123",
    "prov:activity": scoring,
    "prov:time": "2024-05-15T09:00:00.000Z",
  };
  expect(all).toContainEqual(expect.objectContaining(generated));
  const used = { "prov:activity": scoring, "prov:entity": "artifact:model_version/churn%3Av2" };
  expect(all).toContainEqual(expect.objectContaining(used));
  expect(activity["artifact:run/R678"]).toMatchObject({
    "prov:startTime": "2024-05-15T08:04:30.000Z",
    "prov:endTime": "2024-05-15T08:04:40.000Z",
    "pg:parameters.C": { $: "1", type: "xsd:long" },
  });
  expect(agent).toEqual({
    [agentName(ALEX.account)]: { "prov:type": qualified("prov:Person"), "prov:label": "Alex Approver" },
    [agentName(`p1:${"c".repeat(43)}`)]: { "prov:type": qualified("prov:SoftwareAgent") },
  });
});

test("an edge that is given twice is there once", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const twice = { ...recorded, edges: [...recorded.edges, ...recorded.edges] };
      expect(provDocument(twice)).toEqual(provDocument(recorded));
      expect(new Set(recorded.artifacts.map(refKey)).size).toBe(recorded.artifacts.length);
    }),
  );
});
