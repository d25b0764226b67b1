import { execFile } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "@/lib/programs.testing";

// For tests: what other programs make of our documents.

const REQUIREMENTS = join(import.meta.dirname, "fixtures/judges/requirements.txt");

/** What the Python script `script` prints, given `input` as JSON; what it says when it fails is in the error. */
export async function judged(script: string, input: unknown): Promise<unknown> {
  const python = await pythonWith(REQUIREMENTS);
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, out: string, err: string) =>
      error ? reject(new Error(`${error.message}\n${err}`)) : resolve(JSON.parse(out));
    const child = execFile(python, ["-W", "error", "-c", script], { maxBuffer: 2 ** 28 }, done);
    child.stdin?.end(JSON.stringify(input));
  });
}
