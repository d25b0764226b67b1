import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Died, ENDS_WITH_PARENT, startChild } from "./child";
import { assembleCrew } from "./crew";
import { plainProgress } from "./progress";

const folder = mkdtempSync(join(tmpdir(), "pedigree-child-"));
let count = 0;

function program(source: string, before: readonly string[] = [], longestMs?: number) {
  count += 1;
  return startChild({
    name: `program ${count}`,
    command: process.execPath,
    args: [...before, "-e", source],
    log: join(folder, `${count}.log`),
    longestMs,
  });
}

const WAITS = "setInterval(() => {}, 1000); console.log('READY to wait');";

test("a child is ready when it says so, also for whoever asks later", async () => {
  const child = program(WAITS);
  expect(await child.line("READY")).toBe("READY to wait");
  expect(await child.line("READY")).toBe("READY to wait");
  await child.stop();
});

test("a child that ends before it is ready is reported with its last words, which its log keeps", async () => {
  const child = program("console.error('no disk'); process.exit(3)");
  await expect(child.line("READY")).rejects.toThrow(/program \d+.*ended before it was ready[\s\S]*no disk/);
  expect(readFileSync(child.log, "utf8")).toContain("no disk");
});

test("a command that does not exist is reported, not thrown", async () => {
  const child = startChild({ name: "nothing", command: "/nonexistent", args: [], log: join(folder, "none.log") });
  await expect(child.line("READY")).rejects.toThrow("ENOENT");
});

test("a child that does not listen to SIGTERM is killed after its time", async () => {
  const child = program(`process.on('SIGTERM', () => {}); ${WAITS}`);
  await child.line("READY");
  expect(await child.stop(200)).toEqual({ code: null, signal: "SIGKILL" });
});

test("a child ends when its supervisor's end of the pipe closes", async () => {
  const child = program(WAITS, ENDS_WITH_PARENT);
  await child.line("READY");
  child.send("ignored");
  child.hangUp();
  expect(await child.ended).toEqual({ code: null, signal: "SIGTERM" });
});

test("what a child starts with the arguments that it was started with runs, though nobody holds its standard input", async () => {
  const grandchild = `spawnSync(process.execPath, [...process.execArgv.slice(0, 2), "-e", "setTimeout(() => {}, 300)"], { stdio: "ignore" })`;
  const child = program(
    `const { spawnSync } = require("node:child_process"); console.log("READY", ${grandchild}.status)`,
    ENDS_WITH_PARENT,
  );
  expect(await child.line("READY")).toBe("READY 0");
});

test("a child that has done its work ends, though its supervisor still holds the pipe", async () => {
  expect(await program("console.log('done')", ENDS_WITH_PARENT).ended).toEqual({ code: 0, signal: null });
});

test("a child that runs longer than it may is ended, and one that is done in time is left alone", async () => {
  expect(await program(WAITS, [], 300).ended).toEqual({ code: null, signal: "SIGTERM" });
  expect(await program("process.exit(0)", [], 60_000).ended).toEqual({ code: 0, signal: null });
});

test("the crew notices a death, with the last words of whoever died", async () => {
  const crew = assembleCrew(plainProgress(() => undefined));
  crew.join(program(WAITS));
  crew.join(program("console.error('out of memory'); process.exit(7)"));
  await expect(crew.death).rejects.toThrow(Died);
  await expect(crew.death).rejects.toThrow(/ended with code 7[\s\S]*out of memory/);
  await crew.stop();
});

test("an errand may end, and the crew stops the last one first", async () => {
  const said: string[] = [];
  const crew = assembleCrew(plainProgress((line) => said.push(line)));
  await crew.join(program("process.exit(0)"), { isErrand: true }).ended;
  const first = crew.join(program(WAITS));
  const second = crew.join(program(WAITS));
  await Promise.all([first.line("READY"), second.line("READY")]);
  await crew.stop();
  expect(said.map((line) => line.replace(/^\[.*\] | \(.*$/g, ""))).toEqual([
    `Stopped the ${second.name}`,
    `Stopped the ${first.name}`,
  ]);
  await expect(Promise.race([crew.death, Promise.resolve("alive")])).resolves.toBe("alive");
});
