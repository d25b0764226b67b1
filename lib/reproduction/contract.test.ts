import { describe, expect, test } from "vitest";
import { filled, parseContract, placesOf, scoringCommand } from "./contract";

const CONTRACT = {
  kind: "pedigree.scoring",
  v: 1,
  command: ["python", "{code}/score.py", "--model", "{model}"],
  input: { via: "stdin" },
  output: { from: "stdout", fields: { score: { type: "number", tolerance: { abs: "0.001" } } } },
  training: { command: ["python", "{code}/train.py", "{dataset}", "{seed}", "{scratch}/model"], model: "model" },
};

const ADAPTED = { command: undefined, adapter: "sklearn" };

function read(change: object) {
  return parseContract(Buffer.from(JSON.stringify({ ...CONTRACT, ...change })));
}

function contract() {
  const read_ = read({});
  if ("why" in read_) {
    throw new Error(read_.why);
  }
  return read_.contract;
}

describe("a scoring contract", () => {
  test("says what its commands need, and for training what that needs besides", () => {
    expect(placesOf(contract(), false)).toEqual(["model", "input", "code"]);
    expect(placesOf(contract(), true)).toEqual(["model", "input", "code", "dataset", "scratch", "seed"]);
  });

  test("fills each place in where it stands, and nothing else", () => {
    expect(filled(["{code}/x", "{model}{model}", "{nothing}"], { code: "/in/code", model: "/in/model" })).toEqual([
      "/in/code/x",
      "/in/model/in/model",
      "{nothing}",
    ]);
  });

  test("with an adapter needs the model and the input, and tells the adapter what its fields are called", () => {
    const adapted = read({ ...ADAPTED, output: { ...CONTRACT.output, names: { score: "probability_1" } } });
    expect("contract" in adapted && placesOf(adapted.contract, false)).toEqual(["model", "input"]);
    expect("contract" in adapted && scoringCommand(adapted.contract)).toEqual([
      "python",
      "/in/adapters/score-sklearn.py",
      "{model}",
      '{"score":"probability_1"}',
    ]);
  });

  test.each([
    ["a place that there is not", { command: ["python", "{secret}"] }],
    ["an input as a file that no argument names", { input: { via: "file" } }],
    ["a variable that reaches the loader", { threads: { LD_PRELOAD: "1" } }],
    ["a program that env would take for a variable", { command: ["LD_PRELOAD=x", "python"] }],
    ["an output outside of the scratch directory", { output: { ...CONTRACT.output, from: { file: "../key" } } }],
    ["an absolute output", { output: { ...CONTRACT.output, from: { file: "/etc/passwd" } } }],
    ["a negative tolerance", { output: { from: "stdout", fields: { s: { type: "number", tolerance: { abs: -1 } } } } }],
    ["no field to compare", { output: { from: "stdout", fields: {} } }],
    ["another version", { v: 2 }],
    ["a command and an adapter", { adapter: "onnx" }],
    ["neither a command nor an adapter", { command: undefined }],
    ["an adapter that there is not", { command: undefined, adapter: "torch" }],
    ["an adapter that is given a file", { command: undefined, adapter: "onnx", input: { via: "file" } }],
    ["an adapter that leaves a file", { ...ADAPTED, output: { ...CONTRACT.output, from: { file: "a" } } }],
    ["an adapter's names and a command", { output: { ...CONTRACT.output, names: { score: "prediction" } } }],
  ])("is refused with %s", (_, change) => {
    expect(read(change)).toHaveProperty("why");
  });

  test("that is no JSON is told as such", () => {
    expect(parseContract(Buffer.from([0xff, 0x00]))).toEqual({ why: "it is not JSON" });
  });
});
