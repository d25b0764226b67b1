import { describe, expect, test } from "vitest";
import type { ArtifactType } from "@/graph-schema/names";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { saySignal, saySuspect } from "@/lib/contract/suspects";
import { changesBetween } from "../changes";
import type { Input, Snapshot } from "../snapshot";
import type { Case, Warning } from "./case";
import { rankedSuspects } from "./rank";

const AT = "2026-06-04T09:50:00.000Z";

function artifact(type: ArtifactType, id: string, facts: ArtifactSummary["facts"] = {}): ArtifactSummary {
  return { type, id, facts, origin: "acted", stamp: 1, recordedAt: AT, eventId: `event of ${id}` };
}

function input(type: ArtifactType, id: string, role: string | null, facts: ArtifactSummary["facts"] = {}): Input {
  return { artifact: artifact(type, id, facts), role, isDirect: role !== null };
}

const DATA = input("dataset_version", "DS:2026-05-01", "training_data", { row_count: 1_000, schema_sha256: "s" });
const RAW = input("dataset_version", "raw:1", null, { row_count: 3_000, schema_sha256: "r" });
const CODE = input("commit", "C1", "training_code", { summary: "feat: first" });
const ENVIRONMENT = input("environment", "env:1", null);

function snapshot(version: string, told: Partial<Snapshot> = {}): Snapshot {
  return {
    deployment: artifact("deployment", `D of ${version}`, { config_sha256: "c1" }),
    since: AT,
    modelVersion: artifact("model_version", version),
    run: artifact("run", `run of ${version}`, { parameters: { C: 1, depth: 5 } }),
    metrics: null,
    approvals: [],
    attestations: [artifact("attestation", `att of ${version}`, { claim: "tests", result: "passed" })],
    inputs: [DATA, RAW, CODE, { ...ENVIRONMENT, isDirect: true }],
    policy: null,
    environments: new Map(),
    derived: [["DS:2026-05-01", "raw:1"]],
    ...told,
  };
}

function ranked(after: Snapshot, told: Partial<Pick<Case, "warnings" | "passages">> = {}) {
  const before = snapshot("m:v1");
  const changes = changesBetween(before, after);
  return rankedSuspects({ at: AT, before, after, changes, warnings: [], passages: [], ...told });
}

function codes(after: Snapshot, told: Parameters<typeof ranked>[1] = {}): string[] {
  return ranked(after, told).map(({ code }) => code);
}

function other(old: Input, id: string, facts: ArtifactSummary["facts"] = old.artifact.facts): Input[] {
  const inputs = snapshot("m:v1").inputs;
  return inputs.map((each) =>
    each.artifact.id === old.artifact.id ? { ...each, artifact: artifact(old.artifact.type, id, facts) } : each,
  );
}

describe("suspects", () => {
  test("say first that nothing changed where nothing did, whatever else there is", () => {
    const drift: Warning = {
      kind: "drift",
      verdict: "failed",
      about: { type: "deployment", id: "D of m:v1" },
      report: null,
      eventId: "e",
      at: AT,
    };
    expect(codes(snapshot("m:v1"))).toEqual(["nothing_changed"]);
    expect(codes(snapshot("m:v1"), { warnings: [drift] })).toEqual(["nothing_changed", "observed_drift"]);
  });

  test("name the configuration where it is all that changed, and hardly where a version changed with it", () => {
    const config = { deployment: artifact("deployment", "D2", { config_sha256: "c2" }) };
    expect(codes(snapshot("m:v1", config))[0]).toBe("configuration_changed");
    expect(codes(snapshot("m:v2", { ...config, inputs: other(CODE, "C2", { summary: "feat: second" }) }))[0]).toBe(
      "code_changed",
    );
  });

  test("do not say that only the configuration changed where the model's file is another, or not known to be the same", () => {
    const version = (id: string, facts: ArtifactSummary["facts"]) => artifact("model_version", id, facts);
    const config = { deployment: artifact("deployment", "D2", { config_sha256: "c2" }) };
    const told = (after: Partial<Snapshot>, before: Partial<Snapshot> = {}) => {
      const sides = {
        before: snapshot("m:v1", before),
        after: snapshot("m:v2", { ...config, run: snapshot("m:v1").run, ...after }),
      };
      const changes = changesBetween(sides.before, sides.after);
      const ranking = rankedSuspects({ at: AT, ...sides, changes, warnings: [], passages: [] });
      return ranking.flatMap(({ code, signals }) => (code === "configuration_changed" ? signals.map(saySignal) : []));
    };
    const other = { modelVersion: version("m:v2", { sha256: "b" }) };
    const whose = { modelVersion: version("m:v1", { sha256: "a" }) };
    expect(told(other, whose)).toEqual(["The configuration is another, as it is with most new versions."]);
    expect(told({})).toEqual(["The configuration is another, as it is with most new versions."]);
    expect(told({ modelVersion: version("m:v2", { sha256: "a" }) }, whose)).toEqual([
      "The configuration is all that changed: m:v1 and m:v2 are the same file.",
    ]);
  });

  test("weigh a parameter by how much it changed", () => {
    const run = (C: number) => artifact("run", "run of m:v2", { parameters: { C, depth: 5 } });
    const [little, much] = [1.1, 100].map((C) => ranked(snapshot("m:v2", { run: run(C) }))[0]?.weight ?? 0);
    expect(little).toBeLessThan(much ?? 0);
  });

  test("follow data to the data set further up because of which it differs", () => {
    const inputs = [
      ...other(DATA, "DS:2026-06-01", { row_count: 400, schema_sha256: "s" }).filter(
        ({ artifact: { id } }) => id !== "raw:1",
      ),
      input("dataset_version", "raw:2", null, { row_count: 1_200, schema_sha256: "r" }),
    ];
    const [first, second] = ranked(snapshot("m:v2", { inputs, derived: [["DS:2026-06-01", "raw:2"]] }));
    expect(first).toMatchObject({ code: "upstream_data_changed", params: { id: "raw:2" } });
    expect(second?.signals.map(({ code }) => code)).toEqual(["data_is_other", "follows_upstream"]);
  });

  test("put an overridden warning before everything else, with its evidence and a sentence for each reason", () => {
    const id = "DS:2026-06-01";
    const warning: Warning = {
      kind: "drift",
      verdict: "warned",
      about: { type: "dataset_version", id },
      report: { type: "report", id: "rep" },
      eventId: "warned",
      at: AT,
    };
    const passage = { action: "override", eventId: "overrode", at: AT, isAutomated: true, overridden: ["drift"] };
    const [first] = ranked(snapshot("m:v2", { inputs: other(DATA, id) }), { warnings: [warning], passages: [passage] });
    expect(first).toMatchObject({ code: "overridden_warning", strength: "strong" });
    expect(first?.signals.flatMap(({ evidence }) => evidence.map(({ eventId }) => eventId))).toEqual(
      expect.arrayContaining(["warned", "overrode"]),
    );
    expect(first?.signals.map(saySignal).join(" ")).not.toMatch(/undefined|_/);
    expect(first && saySuspect(first)).toContain(id);
  });

  test("say that the packages are not known where the documents are not there", () => {
    const inputs = other(ENVIRONMENT, "env:2", { lockfile_sha256: "b" });
    const [unknown] = ranked(snapshot("m:v2", { inputs }));
    expect(unknown).toMatchObject({ code: "environment_changed" });
    expect(unknown?.signals.map(({ code }) => code)).toContain("packages_unknown");
  });
});
