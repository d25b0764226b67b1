import { describe, expect, test } from "vitest";
import { filled, parseContract, placesOf } from "./contract";

const CONTRACT = {
  kind: "pedigree.scoring",
  v: 1,
  command: ["python", "{code}/score.py", "--model", "{model}"],
  input: { via: "stdin" },
  output: { from: "stdout", fields: { score: { type: "number", tolerance: { abs: "0.001" } } } },
  training: { command: ["python", "{code}/train.py", "{dataset}", "{seed}", "{scratch}/model"], model: "model" },
};

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
  ])("is refused with %s", (_, change) => {
    expect(read(change)).toHaveProperty("why");
  });

  test("that is no JSON is told as such", () => {
    expect(parseContract(Buffer.from([0xff, 0x00]))).toEqual({ why: "it is not JSON" });
  });
});
