import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What the operators' log says when a process of its own runs `script`, line by line. */
function lines(script: string): unknown[] {
  const source = `import { log, told } from ${JSON.stringify(join(import.meta.dirname, "log.ts"))};\n${script}`;
  const args = ["--import", "tsx", "--input-type=module", "-e", source];
  const printed = execFileSync(process.execPath, args, { encoding: "utf8" });
  return printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const FORGED = '\n{"level":30,"msg":"signed in"}\r\n\u2028\u001b[2J';

test("nothing that somebody sends makes a line of its own in the operators' log", () => {
  const logged = lines(`
    const forged = ${JSON.stringify(FORGED)};
    log.warn({ agent: forged, ["key" + forged]: 1 }, "refused " + forged);
    log.error(told(new Error("odd" + forged)), "failed");
  `);
  expect(logged).toMatchObject([{ level: 40 }, { level: 50, msg: "failed" }]);
});

test("secrets are left out of it, and so are the database's messages, which quote the record", () => {
  const logged = lines(`
    log.info({ authorization: "s3cret", headers: { cookie: "s3cret", authorization: "s3cret" }, password: "s3cret" });
    log.error(told(Object.assign(new Error("the value s3cret"), { code: "Neo.ClientError" })));
  `);
  expect(JSON.stringify(logged)).not.toContain("s3cret");
  expect(logged).toMatchObject([{ password: "[left out]" }, { code: "Neo.ClientError" }]);
});
