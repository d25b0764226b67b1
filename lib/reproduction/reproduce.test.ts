import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ContentReply } from "@/lib/contract/contents";
import { sha256 } from "@/lib/hash";
import { LIMITS } from "./confined";
import { ScoringContract } from "./contract";
import type { PartName } from "./judge";
import type { Part, Plan } from "./plan";
import { reproduce } from "./reproduce";
import type { LocalPart } from "./stage";

/** A package of this test's own: pip takes it from a directory, so nothing here needs a network. */
function wheel(version: string, factor: number): Uint8Array {
  const info = `pedigree_factor-${version}.dist-info`;
  const files = {
    "pedigree_factor.py": `FACTOR = ${factor}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: pedigree-factor\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: pedigree\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const record = Object.keys(files).map((name) => `${name},,\n`);
  const all = { ...files, [`${info}/RECORD`]: `${record.join("")}${info}/RECORD,,\n` };
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])), {
    mtime: new Date("2026-01-01T00:00:00Z"),
  });
}

const SCORE = `import json, sys, pedigree_factor
model, config, request = json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), json.load(sys.stdin)
print(json.dumps({"score": round(model["weight"] * request["x"] * pedigree_factor.FACTOR, 6), "offer": config["offer"], "at": 1}))
`;
const TRAIN = `import json, random, sys
data, seed, out = sys.argv[1:]
random.seed(int(seed))
shift = random.random() - random.Random(7).random()
json.dump({"weight": round(sum(map(float, open(data))) + shift, 3)}, open(out, "w"))
`;

const room = mkdtempSync(join(tmpdir(), "pedigree-reproduce-"));
const wheels = join(room, "wheels");
const lock = (version: string, factor: number) =>
  `pedigree-factor==${version} --hash=${sha256(wheel(version, factor))}\n`;

beforeAll(() => {
  mkdirSync(wheels);
  for (const [version, factor] of [
    ["1.0", 2],
    ["1.1", 3],
  ] as const) {
    writeFileSync(join(wheels, `pedigree_factor-${version}-py3-none-any.whl`), wheel(version, factor));
  }
});
afterAll(() => rmSync(room, { recursive: true, force: true }));
beforeEach(() => {
  vi.stubEnv("PIP_FIND_LINKS", wheels);
  vi.stubEnv("PIP_NO_INDEX", "1");
});

type Texts = Record<Part["part"], string>;
const RECORDED: Texts = {
  model: '{"weight": 1.5}',
  input: '{"x": 0.1}',
  config: '{"offer": true}',
  code: SCORE,
  lockfile: lock("1.0", 2),
  dataset: "1\n0.5\n",
};

const NAMES = ["model", "input", "config", "code", "lockfile", "dataset"] as const;

const contract = ScoringContract.parse({
  kind: "pedigree.scoring",
  v: 1,
  command: ["python", "{code}/score.py", "{model}", "{config}"],
  input: { via: "stdin" },
  output: { from: "stdout", fields: { score: { type: "number" }, offer: { type: "boolean" } } },
  training: { command: ["python", "{code}/train.py", "{dataset}", "{seed}", "{scratch}/model"], model: "model" },
});

const HELD = { held: "store", uri: null, files: null, eventId: "e", state: "verified", checkedAt: null } as const;
const ROLE = { role: "content", mediaType: "text/plain", attachedAt: "2026-01-01T00:00:00.000Z" } as const;

function planned(isTrained: boolean, changes: Partial<Plan>): Plan {
  const parts = NAMES.map((part): Part => {
    const text = RECORDED[part];
    const content: ContentReply = { ...ROLE, ...HELD, digest: sha256(text), sizeBytes: text.length };
    return { part, of: { type: "commit", id: part }, content };
  });
  const expected = { score: "0.3", offer: true };
  const fixed = {
    prediction: "P1",
    seed: "7",
    image: null,
    python: null,
    node: null,
    metrics: {},
    notes: [],
    model: sha256('{"weight": 1.5}'),
  };
  return { ...fixed, expected, contract, parts, isTrained, ...changes };
}

interface Asked {
  readonly isTrained?: boolean;
  readonly plan?: Partial<Plan>;
  readonly seed?: string;
  readonly train?: string;
}

let count = 0;

/** Reproduces with some parts replaced. */
async function attempt(replaced: Partial<Texts>, { isTrained = false, plan = {}, seed, train = TRAIN }: Asked = {}) {
  count += 1;
  const own = join(room, `run-${count}`);
  mkdirSync(join(own, "code"), { recursive: true });
  const texts = { ...RECORDED, ...replaced };
  const files = new Map<Part["part"], LocalPart>();
  for (const part of NAMES) {
    const path = join(own, part);
    if (part === "code") {
      writeFileSync(join(path, "score.py"), texts.code);
      writeFileSync(join(path, "train.py"), train);
    } else {
      writeFileSync(path, texts[part]);
    }
    files.set(part, { path, digest: sha256(texts[part]) });
  }
  const limits = { ...LIMITS, seconds: 60 };
  const bench = { room: own, cache: join(room, "cache"), limits, ...(seed === undefined ? {} : { seed }) };
  return reproduce(planned(isTrained, plan), files, bench);
}

describe("a prediction", () => {
  test("comes again from what is recorded, in an environment that was built from the lockfile", async () => {
    const { verdict, cause, reasons, compared, runs, used } = await attempt({});
    expect({ verdict, cause, reasons, compared, runs }).toEqual({
      verdict: "reproduced",
      cause: null,
      reasons: [],
      compared: 2,
      runs: 1,
    });
    expect(used.every(({ recorded, used: now }) => recorded === now)).toBe(true);
  });

  test.each<[PartName, Partial<Texts>, string]>([
    ["lockfile", { lockfile: lock("1.1", 3) }, "environment"],
    ["model", { model: '{"weight": 1.6}' }, "model_file"],
    ["input", { input: '{"x": 0.11}' }, "data"],
    ["config", { config: '{"offer": false}' }, "code"],
    ["code", { code: SCORE.replace("round(", "1 + round(") }, "code"],
  ])("with another %s differs, and that is told as the cause", async (part, replaced, cause) => {
    const found = await attempt(replaced);
    expect(found).toMatchObject({ verdict: "differs", cause, runs: 3 });
    expect(found.reasons.at(-1)).toMatchObject({ code: "part_differs", params: { part } });
  });

  test("differs by how much is told, and is within a tolerance that allows it", async () => {
    const wide = structuredClone(contract);
    wide.output.fields.score = { type: "number", tolerance: { rel: "0.1" } };
    const [exact, tolerant] = [
      await attempt({ model: '{"weight": 1.6}' }),
      await attempt({ model: '{"weight": 1.6}' }, { plan: { contract: wide } }),
    ];
    expect(exact.reasons[0]?.params).toEqual({
      field: "score",
      expected: "0.3",
      got: "0.32",
      by: "0.02",
      allowed: "0",
    });
    expect(tolerant.verdict).toBe("reproduced");
  });

  test("of which chance is a part is found out by running it again", async () => {
    const code = `${SCORE}`.replace("round(", "random.random() + round(").replace("json, sys", "json, random, sys");
    expect(await attempt({ code })).toMatchObject({ verdict: "differs", cause: "seed" });
  });

  test("that cannot be explained by what is recorded is told as such", async () => {
    const found = await attempt({}, { plan: { expected: { score: "0.4", offer: true } } });
    expect(found).toMatchObject({ verdict: "differs", cause: "unknown" });
    expect(found.reasons.map(({ code }) => code)).toEqual(["field_differs", "cause_not_in_record"]);
  });
});

describe("the training", () => {
  test("gives the recorded model again, byte for byte", async () => {
    expect(await attempt({}, { isTrained: true })).toMatchObject({ verdict: "reproduced", reasons: [], runs: 1 });
  });

  test("with one other byte in the data gives another model, and the data is the cause", async () => {
    const found = await attempt({ dataset: "1\n0.6\n" }, { isTrained: true });
    expect(found).toMatchObject({ verdict: "differs", cause: "data" });
    expect(found.reasons.map(({ code }) => code)).toEqual(["model_differs", "field_differs", "part_differs"]);
  });

  test("with another seed gives another model, and the seed is the cause", async () => {
    expect(await attempt({}, { isTrained: true, seed: "8" })).toMatchObject({ verdict: "differs", cause: "seed" });
  });

  test("that no seed fixes is told as chance", async () => {
    const train = "import random, sys\nopen(sys.argv[3], 'w').write('{\"weight\": %f}' % random.random())\n";
    const found = await attempt({}, { isTrained: true, train });
    expect(found).toMatchObject({ verdict: "differs", cause: "seed" });
    expect(found.reasons.at(-1)?.code).toBe("runs_differ");
  });
});

describe("the metrics of a training", () => {
  const metrics = { file: "metrics.json", fields: { accuracy: { abs: "0.01" }, rows: {} } };
  const training = { command: contract.training?.command ?? [], model: "model", metrics };
  const measured = { contract: { ...contract, training }, metrics: { accuracy: "0.9", rows: 2 } };
  const measuring = (accuracy: string) =>
    `${TRAIN}json.dump({"accuracy": ${accuracy}, "rows": len(open(data).readlines()), "seconds": random.random()}, open("metrics.json", "w"))\n`;

  test("are within their tolerances, or differ by how much is told", async () => {
    const asked = { isTrained: true, plan: measured };
    expect(await attempt({}, { ...asked, train: measuring("0.905") })).toMatchObject({ verdict: "reproduced" });
    const found = await attempt({}, { ...asked, train: measuring("0.95") });
    expect(found).toMatchObject({ verdict: "differs", cause: "unknown" });
    expect(found.reasons.map(({ code }) => code)).toEqual(["metric_differs", "cause_not_in_record"]);
    expect(found.reasons[0]?.params).toMatchObject({ field: "accuracy", got: "0.95", by: "0.05", allowed: "0.01" });
  });

  test("that differ with the data have it as their cause, and those that differ each time have chance", async () => {
    const asked = { isTrained: true, plan: measured };
    const other = await attempt({ dataset: "1\n0.25\n0.25\n" }, { ...asked, train: measuring("0.9") });
    expect(other).toMatchObject({ verdict: "differs", cause: "data" });
    expect(other.reasons.map(({ code }) => code)).toEqual(["metric_differs", "part_differs"]);
    const chance = await attempt({}, { ...asked, train: measuring("2 + random.SystemRandom().random()") });
    expect(chance).toMatchObject({ verdict: "differs", cause: "seed" });
  });

  test("that are not written, or are none, are told as missing", async () => {
    const codes = async (train: string) =>
      (await attempt({}, { isTrained: true, plan: measured, train })).reasons.map(({ code }) => code);
    expect(await codes(TRAIN)).toEqual(["output_missing"]);
    expect(await codes(`${TRAIN}open("metrics.json", "w").write("0.9")\n`)).toEqual(["metrics_malformed"]);
    expect(await codes(`${TRAIN}open("metrics.json", "w").write('{"rows": 2}')\n`)).toEqual([
      "metric_missing",
      "cause_not_in_record",
    ]);
  });
});

describe("nothing is made of", () => {
  test("a package whose bytes are not those of the lockfile", async () => {
    const lockfile = `pedigree-factor==1.0 --hash=${sha256("another")}\n`;
    const found = await attempt({ lockfile });
    expect(found).toMatchObject({ verdict: "cannot_be_reproduced", reasons: [{ code: "environment_not_built" }] });
    expect(found.reasons[0]?.params.why).toMatch(/DO NOT MATCH THE HASHES/);
  });

  test.each([
    ["a package without digests", "pedigree-factor==1.0\n", "package_not_locked"],
    ["an address", `x @ https://example.org/x-1.0-py3-none-any.whl --hash=${sha256("x")}\n`, "package_not_locked"],
    ["a folder", "-e ./x\n", "package_not_locked"],
    ["another file", "-r other.txt\n", "package_not_locked"],
    ["what is no lockfile", "<html>\n", "lockfile_malformed"],
  ])("a lockfile with %s", async (_, lockfile, code) => {
    expect(await attempt({ lockfile })).toMatchObject({ verdict: "cannot_be_reproduced", reasons: [{ code }] });
  });

  test("a version of Python that is not here, a part that is not here, or a command that fails", async () => {
    const codes = async (replaced: Partial<Texts>, plan: Partial<Plan>) => {
      const { verdict, reasons } = await attempt(replaced, { plan });
      return [verdict, ...reasons.map(({ code }) => code)];
    };
    expect(await codes({}, { python: "2.4" })).toEqual(["cannot_be_reproduced", "python_missing"]);
    expect(await codes({ code: "raise SystemExit('no')" }, {})).toEqual(["cannot_be_reproduced", "command_failed"]);
    expect(await codes({ code: "print('no answer')" }, {})).toEqual(["cannot_be_reproduced", "output_no_answer"]);
    const gone = await reproduce(planned(false, {}), new Map(), { room, cache: join(room, "cache") });
    expect(gone.reasons.map(({ params }) => params.part)).toEqual(NAMES);
  });
});
