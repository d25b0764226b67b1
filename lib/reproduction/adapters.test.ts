import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { printedBy, reproduced } from "./adapter.testing";

const room = mkdtempSync(join(tmpdir(), "pedigree-adapters-"));
const ROOT = join(import.meta.dirname, "..", "..");
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** Big packages, perhaps fetched first. */
const PATIENCE_MS = 300_000;

/** The sample's own lockfile: its packages are fetched once for all tests. */
const SKLEARN = readFileSync(join(ROOT, "samples", "churn", "requirements.txt"), "utf8");
const ONNX = readFileSync(join(import.meta.dirname, "fixtures", "adapters", "onnx.txt"), "utf8");

/** Makes a model, and prints it with what it answers about one row. */
const FIT = `import base64, io, json, joblib, numpy
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit(numpy.array([[0, 1], [1, 0], [1, 3], [3, 1]]), ["stays", "stays", "goes", "goes"])
model.feature_names_in_ = numpy.array(["calls", "months"], dtype=object)
packed = io.BytesIO()
joblib.dump(model, packed)
answer = {"label": model.predict([[1.5, 0.5]])[0], "score": model.predict_proba([[1.5, 0.5]])[0][0]}
print(json.dumps({"model": base64.b64encode(packed.getvalue()).decode(), "answer": answer}))`;
const Fitted = z.object({ model: z.base64(), answer: z.object({ label: z.string(), score: z.number() }) });

const fields = { label: { type: "string" }, score: { type: "number" } };
const sklearn = {
  adapter: "sklearn",
  output: { from: "stdout", fields, names: { label: "prediction", score: "probability_goes" } },
};

describe("a scikit-learn model", () => {
  const model = join(room, "model.joblib");

  test(
    "answers again what it answered, whatever the order of its features in the request",
    async () => {
      const fitted = Fitted.parse(JSON.parse(String(await printedBy(SKLEARN, FIT, room))));
      writeFileSync(model, Buffer.from(fitted.model, "base64"));
      const request = { dataframe_split: { columns: ["months", "calls"], data: [[0.5, 1.5]] } };
      const asked = { contract: sklearn, lockfile: SKLEARN, model, request, expected: fitted.answer };
      expect(await reproduced(asked, room)).toMatchObject({ verdict: "reproduced", compared: 2 });
    },
    PATIENCE_MS,
  );

  test("whose pickle does what it likes does that behind the walls", async () => {
    const evil = join(room, "evil.pickle");
    const code = "import os, sys; print(sorted(os.listdir('/')), file=sys.stderr); open('/in/model', 'w')";
    writeFileSync(evil, `cbuiltins\nexec\n(S"${code}"\ntR.`);
    const before = readFileSync(evil);
    const request = { calls: 1, months: 1 };
    const asked = { contract: sklearn, lockfile: SKLEARN, model: evil, request, expected: { score: 1 } };
    const found = await reproduced(asked, room);
    expect(found).toMatchObject({ verdict: "cannot_be_reproduced", reasons: [{ code: "command_failed" }] });
    expect(found.said).toMatch(/\['bin', 'dev'.*'usr'\]/);
    expect(found.said).toContain("Read-only file system");
    expect(readFileSync(evil).equals(before)).toBe(true);
  });
});

describe("an ONNX model", () => {
  const model = join(room, "churn.onnx");
  const onnx = {
    adapter: "onnx",
    output: {
      from: "stdout",
      fields: { score: { type: "number", tolerance: { abs: "0.000001" } }, label: { type: "number" } },
      names: { score: "probabilities_1" },
    },
  };

  test("answers again what it answered", async () => {
    copyFileSync(join(import.meta.dirname, "fixtures", "adapters", "churn.onnx"), model);
    // What onnxruntime gave where the model was made.
    const expected = { score: "0.4191928", label: 0 };
    const requests = [
      { calls: 1.5, months: 0.5 },
      { dataframe_records: [{ calls: 1.5, months: 0.5 }] },
      { instances: [[1.5, 0.5]] },
    ];
    for (const request of requests) {
      const found = await reproduced({ contract: onnx, lockfile: ONNX, model, request, expected }, room);
      expect({ found, request }).toMatchObject({ found: { verdict: "reproduced", compared: 2 } });
    }
  });

  test("is not asked about several rows, and that is told", async () => {
    const request = {
      instances: [
        [1, 2],
        [3, 4],
      ],
    };
    const found = await reproduced({ contract: onnx, lockfile: ONNX, model, request, expected: { score: 1 } }, room);
    expect(found.verdict).toBe("cannot_be_reproduced");
    expect(found.said).toContain("the request must hold exactly one row");
  });

  test("that has no such output is told with those that it has", async () => {
    const other = { ...onnx, output: { ...onnx.output, names: { score: "probability" } } };
    const asked = { contract: other, lockfile: ONNX, model, request: { calls: 1, months: 1 }, expected: { score: 1 } };
    expect((await reproduced(asked, room)).said).toContain("the model gave no probability, but label, probabilities_0");
  });
});
