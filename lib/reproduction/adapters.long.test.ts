import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { printedBy, reproduced } from "./adapter.testing";

const room = mkdtempSync(join(tmpdir(), "pedigree-mlflow-"));
const MLFLOW = readFileSync(join(import.meta.dirname, "fixtures", "adapters", "mlflow.txt"), "utf8");
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** Saves a model as MLflow does, and prints its folder as a zip. */
const SAVE = `import io, os, sys, zipfile
import mlflow.sklearn, pandas
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression
data = pandas.DataFrame({"calls": [0.0, 1.0, 2.0, 5.0], "months": [1.0, 0.0, 3.0, 2.0]})
model = LinearRegression().fit(data, [1.0, 2.5, 3.0, 7.25])
mlflow.sklearn.save_model(model, "/scratch/saved", serialization_format="cloudpickle",
    signature=infer_signature(data, model.predict(data)), pip_requirements=[])
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    for folder, _, names in os.walk("/scratch/saved"):
        for name in names:
            path = os.path.join(folder, name)
            archive.write(path, os.path.relpath(path, "/scratch/saved"))
    archive.writestr("answer", repr(float(model.predict(pandas.DataFrame([[1.5, 0.5]], columns=["calls", "months"]))[0])))
sys.stdout.buffer.write(packed.getvalue())
`;

test("an MLflow model answers again what it answered", async () => {
  const model = join(room, "model");
  const files = unzipSync(await printedBy(MLFLOW, SAVE, room));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(model, name)), { recursive: true });
    writeFileSync(join(model, name), bytes);
  }
  const contract = {
    adapter: "mlflow-pyfunc",
    output: { from: "stdout", fields: { value: { type: "number" } }, names: { value: "prediction" } },
  };
  const expected = { value: Buffer.from(files.answer ?? []).toString("utf8") };
  for (const request of [
    { months: 0.5, calls: 1.5 },
    { dataframe_split: { columns: ["calls", "months"], data: [[1.5, 0.5]] } },
  ]) {
    const found = await reproduced({ contract, lockfile: MLFLOW, model, request, expected }, room);
    expect({ found, request }).toMatchObject({ found: { verdict: "reproduced", compared: 1 } });
  }
});
