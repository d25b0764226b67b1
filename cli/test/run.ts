import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "@/cli/supervise/home";

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What vitest's JSON reporter says. A suite that could not even start counts as a failure. */
const Vitest = z
  .object({
    success: z.boolean(),
    numPassedTests: z.int(),
    numFailedTests: z.int(),
    numPendingTests: z.int(),
    numTodoTests: z.int(),
  })
  .transform(({ success, numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests }): Count => {
    const failed = Math.max(numFailedTests, success ? 0 : 1);
    return { passed, failed, skipped: numPendingTests + numTodoTests };
  });

/** What Playwright's JSON reporter says; `errors` are those outside of any test. */
const Playwright = z
  .object({
    stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
    errors: z.array(z.unknown()),
  })
  .transform(
    ({ stats, errors }): Count => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    }),
  );

/** Runs one test runner; what it prints goes through. A runner that leaves no report has failed. */
function run(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  report: string,
  shape: z.ZodType<Count>,
) {
  return new Promise<Count>((settle) => {
    const child = spawn(join(ROOT, "node_modules", ".bin", command), args, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.once("close", (code) => {
      try {
        const count = shape.parse(JSON.parse(readFileSync(report, "utf8")));
        settle(code === 0 || count.failed > 0 ? count : { ...count, failed: 1 });
      } catch {
        settle({ passed: 0, failed: 1, skipped: 0 });
      }
    });
  });
}

/** Runs unit, database and browser tests one after the other; ends with one line that adds them up. */
export async function runTests(isLong: boolean): Promise<boolean> {
  const reports = mkdtempSync(join(tmpdir(), "pedigree-test-"));
  const [code, browser] = [join(reports, "vitest.json"), join(reports, "playwright.json")];
  const long: Record<string, string> = isLong ? { PEDIGREE_LONG: "1" } : {};
  const counts = [
    await run(
      "vitest",
      ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${code}`],
      long,
      code,
      Vitest,
    ),
    await run("playwright", ["test"], { ...long, PLAYWRIGHT_JSON_OUTPUT_NAME: browser }, browser, Playwright),
  ];
  rmSync(reports, { recursive: true });
  const sum = (of: keyof Count) => counts.reduce((total, count) => total + count[of], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  return sum("failed") === 0 && sum("passed") > 0;
}
