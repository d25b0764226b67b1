import { describe, expect, test } from "vitest";
import type { ContentReply } from "@/lib/contract/contents";
import { ContentsReply } from "@/lib/contract/contents";
import { type ArtifactSummary, TraceReply } from "@/lib/contract/reply";
import { sha256 } from "@/lib/hash";
import { SCORING_MEDIA_TYPE, ScoringContract } from "./contract";
import { type Attached, contractOf, planOf } from "./plan";

const asOf = { position: null, stamp: 1, at: "2026-01-01T00:00:00.000Z", pendingCount: 0 };
const times = { stamp: 1, origin: "acted", recordedAt: "2026-01-02T00:00:00.000Z", eventId: "e" } as const;

function artifact(type: ArtifactSummary["type"], id: string, facts: ArtifactSummary["facts"] = {}): ArtifactSummary {
  return { type, id, facts, ...times };
}

const trace: TraceReply = TraceReply.parse({
  prediction: artifact("prediction", "P1", { output: { score: "0.5" }, input_sha256: sha256("input") }),
  deployment: artifact("deployment", "D1", { config_sha256: sha256("config") }),
  modelVersion: artifact("model_version", "m:1", { sha256: sha256("model") }),
  run: artifact("run", "R1", { seed: 7 }),
  datasets: [artifact("dataset_version", "DS:1")],
  commits: [{ ...artifact("commit", "C1"), role: null }],
  environments: [artifact("environment", "env:1", { lockfile_kind: "pip", python: "3.11" })],
  asOf,
});

function content(
  role: string,
  text: string,
  attachedAt = "2026-01-01T00:00:00.000Z",
  mediaType = "text/plain",
): ContentReply {
  const held = { held: "store", uri: null, files: null, eventId: "e", state: "verified", checkedAt: null };
  const { contents } = ContentsReply.parse({
    carrier: { type: "commit", id: "x" },
    contents: [{ role, digest: sha256(text), sizeBytes: text.length, mediaType, attachedAt, ...held }],
    replaced: [],
    total: 1,
    truncated: false,
    asOf,
  });
  const [first] = contents;
  if (!first) {
    throw new Error("no content");
  }
  return first;
}

const ALL: readonly (readonly [string, ContentReply])[] = [
  ["prediction P1", content("input", "input")],
  ["model_version m:1", content("content", "model")],
  ["model_version m:1", content("supplement", "config")],
  ["commit C1", content("source", "code")],
  ["environment env:1", content("lockfile", "lockfile")],
  ["dataset_version DS:1", content("content", "dataset")],
];

function attached(entries: readonly (readonly [string, ContentReply])[]): Attached {
  const map = new Map<string, ContentReply[]>();
  for (const [key, each] of entries) {
    map.set(key, [...(map.get(key) ?? []), each]);
  }
  return map;
}

const contract = ScoringContract.parse({
  kind: "pedigree.scoring",
  v: 1,
  command: ["python", "{code}/s.py", "{model}", "{config}"],
  input: { via: "stdin" },
  output: { from: "stdout", fields: { score: { type: "number", tolerance: { abs: "0.1" } } } },
  training: { command: ["python", "{code}/t.py", "{dataset}", "{seed}", "{scratch}/m"], model: "m" },
});

function codes(given: TraceReply, entries: readonly (readonly [string, ContentReply])[], isTrained = true): string[] {
  const plan = planOf(given, attached(entries), contract, isTrained);
  return "missing" in plan ? plan.missing.map(({ code, params }) => `${code} ${params.part ?? params.step ?? ""}`) : [];
}

describe("a plan", () => {
  test("has each part where it is attached, under the digest that is recorded", () => {
    const plan = planOf(trace, attached(ALL), contract, true);
    expect(plan).toMatchObject({
      expected: { score: "0.5" },
      model: sha256("model"),
      seed: "7",
      python: "3.11",
      notes: [],
    });
    const parts = "parts" in plan ? plan.parts.map(({ part, content: { digest } }) => [part, digest]) : [];
    expect(Object.fromEntries(parts)).toEqual(
      Object.fromEntries(
        ["model", "input", "config", "code", "lockfile", "dataset"].map((each) => [each, sha256(each)]),
      ),
    );
  });

  test.each(ALL.map(([key], index) => [key, index] as const))(
    "lacks exactly what is not attached to %s (%i)",
    (_, index) => {
      const part = ["input", "model", "config", "code", "lockfile", "dataset"][index];
      expect(
        codes(
          trace,
          ALL.filter((__, at) => at !== index),
        ),
      ).toEqual([`part_not_attached ${part}`]);
    },
  );

  test("that does not train needs no dataset", () => {
    expect(codes(trace, ALL.slice(0, 5), false)).toEqual([]);
  });

  test("tells every step that is not recorded", () => {
    const broken = { ...trace, deployment: null, run: null, commits: [] };
    expect(codes(broken, ALL)).toEqual([
      "step_not_recorded deployment",
      "step_not_recorded run",
      "seed_not_recorded ",
      "part_not_recorded config",
      "part_not_recorded code",
    ]);
  });

  test("of an environment that is recorded as an image takes that where there is no lockfile", () => {
    const recorded = (...images: readonly string[]) => ({
      ...trace,
      environments: images.map((text) => artifact("environment", "env:1", { image_digest: sha256(text) })),
    });
    const bare = ALL.filter(([key]) => key !== "environment env:1");
    expect(planOf(recorded("image"), attached(ALL), contract, false)).toMatchObject({ image: null });
    expect(planOf(recorded("image"), attached(bare), contract, false)).toMatchObject({ image: sha256("image") });
    expect(codes(recorded("image", "other"), bare)).toEqual(["part_not_attached lockfile"]);
    const late = content("lockfile", "lockfile", "2026-01-03T00:00:00.000Z");
    const after = [...bare, ["environment env:1", late]] as const;
    expect(planOf(recorded("image"), attached(after), contract, false)).toMatchObject({ image: sha256("image") });
    expect(planOf(trace, attached(after), contract, false)).toMatchObject({ image: null });
    const declared = artifact("environment", "env:1", { image_digest: sha256("image"), lockfile_sha256: late.digest });
    const both = { ...trace, environments: [declared] };
    expect(planOf(both, attached(after), contract, false)).toMatchObject({ image: null });
    const condas = artifact("environment", "env:1", { image_digest: sha256("image"), lockfile_kind: "conda" });
    const inConda = planOf({ ...trace, environments: [condas] }, attached(ALL), contract, false);
    expect(inConda).toMatchObject({ image: sha256("image") });
  });

  test("keeps the lockfile that was attached before the prediction, whatever is attached after it", () => {
    const imaged = artifact("environment", "env:1", { image_digest: sha256("image") });
    const other = content("lockfile", "another", "2026-01-03T00:00:00.000Z");
    const kept = planOf(
      { ...trace, environments: [imaged] },
      attached([...ALL, ["environment env:1", other]]),
      contract,
      false,
    );
    expect(kept).toMatchObject({ image: null });
    expect(kept).not.toHaveProperty("missing");
  });

  test("takes no choice between two commits", () => {
    const two = { ...trace, commits: [...trace.commits, { ...artifact("commit", "C2"), role: null }] };
    expect(codes(two, [...ALL, ["commit C2", content("source", "other")]])).toEqual(["part_ambiguous code"]);
  });

  test("lets no tolerance count that was said after the prediction", () => {
    const at = (day: string) => content("supplement", day, `2026-01-0${day}T00:00:00.000Z`, SCORING_MEDIA_TYPE);
    const late = attached([...ALL, ["model_version m:1", at("3")]]);
    expect(planOf(trace, late, contract, false)).toMatchObject({
      notes: [{ code: "tolerance_too_late" }],
      contract: { output: { fields: { score: { type: "number" } } } },
    });
    const both = attached([...ALL, ["model_version m:1", at("3")], ["model_version m:1", at("1")]]);
    expect(contractOf(trace, both)?.digest).toBe(sha256("1"));
    expect(planOf(trace, both, contract, false)).toMatchObject({
      notes: [],
      contract: { output: { fields: { score: { tolerance: { abs: "0.1" } } } } },
    });
  });
});
