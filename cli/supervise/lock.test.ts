import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHome } from "./home";
import { claim, runningAddress } from "./lock";

function home() {
  return openHome(mkdtempSync(join(tmpdir(), "pedigree-lock-")));
}

test("a second supervisor on the same state directory is told where the first one answers", () => {
  const here = home();
  const first = claim(here);
  expect(() => claim(here)).toThrow("still starting");
  first.announce("http://localhost:3007");
  expect(() => claim(here)).toThrow("http://localhost:3007");
  expect(runningAddress(here)).toBe("http://localhost:3007");
  first.release();
  claim(here).release();
});

test("two state directories do not know of each other", () => {
  const first = claim(home());
  claim(home()).release();
  first.release();
});

test.each([
  ["a killed supervisor", JSON.stringify({ pid: 2 ** 22 + 1, started: "1" })],
  ["a process that got the number of a killed supervisor", JSON.stringify({ pid: process.pid, started: "0" })],
  ["a write that was cut off", '{"pid": 1'],
])("what %s left behind is no obstacle", (_name, text) => {
  const here = home();
  writeFileSync(join(here.run, "supervisor.json"), text);
  expect(runningAddress(here)).toBeUndefined();
  claim(here).release();
});
