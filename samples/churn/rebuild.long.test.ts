import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const HERE = join(process.cwd(), "samples/churn");
const scratch = mkdtempSync(join(tmpdir(), "pedigree-churn-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

test("the locked environment, built from nothing, makes every file of the sample again, byte for byte", {
  timeout: 900_000,
}, () => {
  const environment = join(scratch, "environment");
  run("python3.11", "-m", "venv", environment);
  run(join(environment, "bin/pip"), "install", "--quiet", "--require-hashes", "-r", join(HERE, "requirements.txt"));
  expect(run(join(environment, "bin/python"), join(HERE, "build.py"))).toMatch(/^\d+ files, 0 changed$/m);
});
