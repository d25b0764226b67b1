// `npm run check`: format and lint, types, ranks, dead code. All run, so that one look shows everything.
import { spawn } from "node:child_process";

const CHECKS = [
  ["format and lint", "biome", ["ci", "--colors=off", "."]],
  ["types", "tsc", ["--noEmit", "--pretty", "false"]],
  [
    "ranks",
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "app", "components", "lib", "graph-schema", "cli", "e2e", "bench"],
  ],
  ["dead code", "knip", ["--no-progress"]],
];

/** Runs one check and resolves with what it printed and whether it passed. */
function run([name, command, args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) => resolve({ name, passed: code === 0, output, seconds: (Date.now() - started) / 1000 }));
  });
}

const results = await Promise.all(CHECKS.map(run));
for (const { name, passed, output, seconds } of results) {
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${seconds.toFixed(1)} s)`);
  if (!passed) {
    console.log(output);
  }
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
