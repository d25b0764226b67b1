import fc from "fast-check";
import { expect, test } from "vitest";
import { BUILD_TIMEOUT_MS } from "@/lib/programs.testing";
import { churn } from "./churn.testing";
import { judged } from "./judges.testing";
import { anyLineage, part, shuffled } from "./recorded.testing";
import { trainingProvenance } from "./slsa";

/** Lineages of which provenance can be told: a model version, focus or not, was produced by a run. */
const provable = anyLineage.map((recorded) => {
  const { artifacts, edges, events, ...rest } = churn();
  const more = { artifacts: [...artifacts, ...recorded.artifacts], events: [...events, ...recorded.events] };
  const run = { type: "run", id: "R678" } as const;
  const used = recorded.artifacts
    .filter(({ type }) => ["dataset_version", "commit", "environment", "model_version"].includes(type))
    .map(({ type, id, origin, eventId }) => ({
      ...{ rel: "USED", from: run, to: { type, id }, upstream: "to" as const, role: null },
      ...{ origin, eventId },
    }));
  return { ...rest, ...more, edges: [...edges, ...used, ...recorded.edges.filter(({ to }) => to.id !== run.id)] };
});

/** Reads statements as the Python package in-toto-attestation knows them; a field that it does not know is an error. */
const READ = `
import json, sys
from google.protobuf.json_format import ParseDict
import in_toto_attestation.v1.statement_pb2 as statements
import in_toto_attestation.predicates.provenance.v1.provenance_pb2 as provenance
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
read = []
for given in json.load(sys.stdin):
    Statement.copy_from_pb(ParseDict(given, statements.Statement())).validate()
    found = ParseDict(given["predicate"], provenance.Provenance())
    descriptors = [*found.build_definition.resolved_dependencies, *found.run_details.byproducts]
    for one in descriptors:
        ResourceDescriptor.copy_from_pb(one).validate()
        assert one.uri or len(one.digest) or one.content, one
    assert found.build_definition.build_type and found.run_details.builder.id
    read.append(len(found.build_definition.resolved_dependencies))
json.dump(read, sys.stdout)
`;

test("the Python package in-toto-attestation reads each statement, with every dependency identified", {
  timeout: BUILD_TIMEOUT_MS,
}, async () => {
  const statements = fc.sample(provable, 200).map(trainingProvenance);
  const dependencies = statements.map((one) => part(one, "predicate", "buildDefinition", "resolvedDependencies"));
  expect(await judged(READ, statements)).toEqual(
    dependencies.map((list) => (Array.isArray(list) ? list.length : list)),
  );
});

test("the training of the model that served a prediction", () => {
  expect(trainingProvenance(churn())).toEqual({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "model_version/churn:v2", digest: { sha256: "4".repeat(64) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:pedigree:run:v1",
        externalParameters: {
          entryPoint: "train.py",
          parameters: { C: 1, tol: "1e-12" },
          seed: 0,
          datasets: [{ name: "dataset_version/DS:2024-05-15", role: "training_data" }],
        },
        internalParameters: {
          purpose: "training",
          origin: "asserted",
          event: "00000000-0000-7000-8000-000000000004",
        },
        resolvedDependencies: [
          {
            name: "commit/C1a2b",
            digest: { gitCommit: "1a2b249dbf3f269ce866e35c98abd08eb030d86e" },
            annotations: { origin: "asserted" },
          },
          {
            name: "dataset_version/DS:2024-05-15",
            uri: "sample:churn/a%20b.csv",
            digest: { sha256: "3".repeat(64) },
            annotations: { role: "training_data", origin: "asserted" },
          },
          {
            name: "environment/env:1#lockfile_sha256",
            digest: { sha256: "1".repeat(64) },
            annotations: { origin: "asserted" },
          },
          {
            name: "environment/env:1#image_digest",
            digest: { sha256: "2".repeat(64) },
            annotations: { origin: "asserted" },
          },
        ],
      },
      runDetails: {
        builder: { id: `urn:pedigree:account:p1%3A${"c".repeat(43)}` },
        metadata: {
          invocationId: "R678",
          startedOn: "2024-05-15T08:04:30.000Z",
          finishedOn: "2024-05-15T08:04:40.000Z",
        },
        byproducts: [{ name: "metrics", mediaType: "application/json", content: btoa('{"auc":"0.845418"}') }],
      },
    },
  });
});

test("nothing is said where no run is recorded, or the digest of what it made is not", () => {
  const recorded = churn();
  expect(
    trainingProvenance({ ...recorded, edges: recorded.edges.filter(({ rel }) => rel !== "PRODUCED_BY") }),
  ).toBeUndefined();
  const bare = recorded.artifacts.map((one) => (one.type === "model_version" ? { ...one, facts: {} } : one));
  expect(trainingProvenance({ ...recorded, artifacts: bare })).toBeUndefined();
  expect(trainingProvenance({ ...recorded, events: [] })).toBeUndefined();
});

test("a shortened commit is no digest: the commit goes by its name in the record", () => {
  const recorded = churn();
  const short = recorded.artifacts.map((one) => (one.type === "commit" ? { ...one, facts: { sha: "1a2b249" } } : one));
  const statement = trainingProvenance({ ...recorded, artifacts: short });
  expect(part(statement, "predicate", "buildDefinition", "resolvedDependencies", 0)).toEqual({
    name: "commit/C1a2b",
    uri: "urn:pedigree:artifact:sample:commit/C1a2b",
    annotations: { origin: "asserted" },
  });
});

test("the same lineage gives the same bytes, in whatever order it was read", () => {
  const pairs = provable.chain((recorded) => fc.tuple(fc.constant(recorded), shuffled(recorded)));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(JSON.stringify(trainingProvenance(other))).toBe(JSON.stringify(trainingProvenance(one)));
    }),
  );
});
