import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { ALEX, ASSERTED_APPROVAL, churn } from "./churn.testing";
import { mlBom } from "./cyclonedx";
import { isComponent } from "./cyclonedx-components";
import type { RecordedLineage } from "./recorded";
import { anyLineage, part, shuffled } from "./recorded.testing";

/** The official schema of CycloneDX 1.7, as its own library carries it. */
const official = new Validation.JsonStrictValidator(Spec.Version.v1dot7);

test("the official schema accepts it, whatever the lineage", async () => {
  await fc.assert(
    fc.asyncProperty(anyLineage, async (recorded) => {
      expect(await official.validate(JSON.stringify(mlBom(recorded)))).toBeNull();
    }),
  );
});

test("the official schema refuses what is wrong, so that the test above says something", async () => {
  const text = JSON.stringify(mlBom(churn()));
  expect(await official.validate(text.replace("urn:uuid:", ""))).not.toBeNull();
  expect(await official.validate(text.replace('"version":1', '"revision":1'))).not.toBeNull();
});

/** Every value that stands under one of these names, at any depth. */
function valuesOf(value: unknown, names: readonly string[]): unknown[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    names.includes(name) ? [inner].flat() : valuesOf(inner, names),
  );
}

test("every reference leads to something in the document, and no two things share one", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const document = mlBom(recorded);
      const names = valuesOf(document, ["bom-ref"]);
      expect(new Set(names).size).toBe(names.length);
      const refs = [
        ...valuesOf(document, ["ref", "dependsOn", "target", "assessor"]),
        ...valuesOf(part(document, "declarations", "claims"), ["evidence"]),
        ...valuesOf(part(document, "declarations", "attestations"), ["claims"]),
      ];
      expect(refs.filter((ref) => !names.includes(ref))).toEqual([]);
    }),
  );
});

test("what a model is made of, runs, builds, deployments and declarations are each in it", () => {
  fc.assert(
    fc.property(anyLineage, (recorded) => {
      const names = valuesOf(mlBom(recorded), ["bom-ref"]);
      for (const { type, id } of recorded.artifacts) {
        const isThere = isComponent(type) || ["run", "build", "deployment"].includes(type);
        expect(names.includes(`${type}/${id}`)).toBe(isThere);
        const isDeclared = ["attestation", "approval", "rejection"].includes(type);
        expect(names.includes(`evidence/${type}/${id}`)).toBe(isDeclared);
      }
    }),
  );
});

test("the same question at the same place of the log is the same document; at another place it has another number", () => {
  const pairs = anyLineage.chain((recorded) => fc.tuple(fc.constant(recorded), shuffled(recorded)));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(JSON.stringify(mlBom(other))).toBe(JSON.stringify(mlBom(one)));
    }),
  );
  const recorded = churn();
  const numberOf = (of: RecordedLineage) => part(mlBom(of), "serialNumber");
  const serialNumber = numberOf(recorded);
  expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab]/);
  expect(numberOf({ ...recorded, asOf: { ...recorded.asOf, position: 43 } })).not.toBe(serialNumber);
  expect(numberOf({ ...recorded, project: "other" })).not.toBe(serialNumber);
});

test("the model behind a prediction: its card, its training, and who declared what of it", () => {
  const bom = mlBom(churn());
  expect(part(bom, "metadata", "component")).toMatchObject({
    type: "machine-learning-model",
    name: "churn",
    version: "v2",
    hashes: [{ alg: "SHA-256", content: "4".repeat(64) }],
    modelCard: {
      modelParameters: { task: "churn risk", datasets: [{ ref: "dataset_version/DS:2024-05-15" }] },
      quantitativeAnalysis: {
        performanceMetrics: [
          { type: "auc", value: "0.845418" },
          { type: "brier", value: "0.120554" },
        ],
      },
    },
  });
  expect(part(bom, "metadata", "component", "modelCard", "modelParameters", "approach")).toBeUndefined();
  expect(part(bom, "dependencies")).toContainEqual({
    ref: "model_version/churn:v2",
    dependsOn: ["commit/C1a2b", "dataset_version/DS:2024-05-15", "environment/env:1"],
  });
  expect(part(bom, "formulation", 0, "workflows", 0)).toMatchObject({ uid: "D45", taskTypes: ["deploy"] });
  const training = part(bom, "formulation", 0, "workflows", 1);
  expect(training).toMatchObject({
    uid: "R678",
    taskTypes: ["build"],
    timeStart: "2024-05-15T08:04:30.000Z",
    timeEnd: "2024-05-15T08:04:40.000Z",
  });
  expect(part(training, "inputs")).toContainEqual({
    parameters: [
      { name: "C", value: "1" },
      { name: "tol", value: "1e-12" },
      { name: "seed", value: "0" },
    ],
  });
  expect(part(bom, "declarations", "assessors")).toEqual([
    { "bom-ref": `assessor/${ALEX.account}`, organization: { contact: [{ name: "Alex Approver" }] } },
  ]);
  expect(part(bom, "declarations", "claims")).toContainEqual({
    "bom-ref": "claim-1/attestation/att:1",
    target: "model_version/churn:v2",
    predicate: "fairness: passed",
    evidence: ["evidence/attestation/att:1"],
  });
});

test("an approval that is only asserted has no assessor: who told of it is not who approved", () => {
  const declarations = part(mlBom(churn()), "declarations");
  expect(part(declarations, "attestations", 0)).toMatchObject({
    summary: "approved",
    assessor: `assessor/${ALEX.account}`,
  });
  expect(part(declarations, "attestations", 1)).toEqual({
    summary: "approved",
    map: [{ claims: [`claim-1/approval/${ASSERTED_APPROVAL}`] }],
  });
  const told = part(declarations, "evidence", 1);
  expect(told).toMatchObject({ description: `approval/${ASSERTED_APPROVAL}, asserted` });
  expect(told).not.toHaveProperty("author");
});

test("what is not recorded is not in it: a bare model version has no card, no hash, no version", () => {
  const focus = { type: "model_version", id: "churn:v2" } as const;
  const bare = churn().artifacts.flatMap((one) => (one.type === focus.type ? [{ ...one, facts: {} }] : []));
  const bom = mlBom({ ...churn(), focus, artifacts: bare, edges: [], events: [] });
  const fields = (of: unknown) => Object.keys(z.record(z.string(), z.json()).parse(of)).sort();
  expect(fields(part(bom, "metadata", "component"))).toEqual(["bom-ref", "name", "properties", "type"]);
  expect(fields(bom)).toEqual(
    ["$schema", "bomFormat", "dependencies", "metadata", "serialNumber", "specVersion", "version"].sort(),
  );
});
