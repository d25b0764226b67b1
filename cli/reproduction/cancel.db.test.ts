import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { register as reproductions } from "@/cli/commands/reproductions";
import { remote } from "@/cli/remote/remote";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { address, service as door } from "@/cli/sample/door";
import { openHome, ROOT } from "@/cli/supervise/home";
import { AuditReply } from "@/lib/contract/reply";
import { configuration } from "@/lib/env";
import { PASSWORD, project, recordOf, service, signedIn } from "@/lib/http/testing";
import { processesWith } from "@/lib/reproduction/processes.testing";
import { recordRunnable } from "./runnable.testing";
import { keepRunning } from "./runner";

let api: Awaited<ReturnType<typeof serveApi>>;
let here = "";
let token = "";
const { written, run: inTerminal } = terminal(reproductions);

beforeAll(async () => {
  api = await serveApi();
  here = await project(true);
  token = (await service(["event:record", "artifact:read", "artifact:attach", "artifact:download"])).secret;
});
afterAll(() => api.close());
beforeEach(() => vi.stubEnv("PUBLIC_URL", configuration().publicUrl));

const recording = () => ({ door: door(address(api.url), token), project: here });

/** A prediction whose scoring takes ten minutes; with the mark of its processes. */
async function slow(name: string): Promise<string> {
  const mark = randomUUID();
  await recordRunnable(recording(), name, ["sh", "-c", "sleep 600; :", mark]);
  return mark;
}

/** What runs of the process `id` left: folders of theirs, and control groups. */
function leftOf(id: number): string[] {
  const rooms = readdirSync(join(openHome().path, "reproductions")).filter((name) => name.startsWith(`${id}-`));
  const args = ["/sys/fs/cgroup", "-type", "d", "-name", `pedigree-${id}-*`];
  return [...rooms, ...spawnSync("find", args, { encoding: "utf8" }).stdout.split("\n").filter(Boolean)];
}

/** Waits until the command itself runs: more than what makes its namespaces has the mark. */
function isUnderWay(mark: string): Promise<void> {
  return vi.waitFor(() => expect(processesWith(mark).length).toBeGreaterThan(2), 60_000);
}

test("what a runner is at is cancelled: nothing of it is left, nothing is told of it, and the next request is carried out", async () => {
  const mark = await slow("slow");
  await recordRunnable(recording(), "quick", ["sh", "-c", "echo '{\"score\": 1}'"]);
  const auditor = await signedIn("auditor");
  const runner = await service(["artifact:read", "artifact:download", "reproduction:run"], [here]);
  vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
  const run = (...argv: string[]) =>
    inTerminal(...argv, "--url", api.url, "--project", here, "--as", auditor.account.username);
  const asked: string[] = [];
  for (const prediction of ["Pslow", "Pquick"]) {
    expect(await run("reproductions", "request", prediction, "--json")).toBe(0);
    asked.push(JSON.parse(written.at(-1) ?? "").event.id);
  }
  const [first = "", second = ""] = asked;

  const [told, ending]: [string[], AbortController] = [[], new AbortController()];
  const running = keepRunning({
    app: remote(door(address(api.url), runner.secret), "default", async () => undefined),
    signal: ending.signal,
    seconds: 300,
    wholeSeconds: 600,
    pauseMs: 100,
    tell(line) {
      told.push(line);
      if (line.startsWith("reproduced")) {
        ending.abort();
      }
    },
  });
  await isUnderWay(mark);
  await vi.waitFor(async () => {
    expect(await run("reproductions", "show", first)).toBe(0);
    expect(written.join("\n")).toContain("scoring in isolation");
  }, 10_000);
  expect(await run("reproductions", "cancel", first)).toBe(0);
  expect(written.at(-1)).toContain("on record as");
  await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), 5_000);
  await running;

  expect(told[1]).toMatch(/^ended without a verdict\. .*It was cancelled on /);
  expect(told.at(-1)).toMatch(/^reproduced, on record as /);
  expect(leftOf(process.pid)).toEqual([]);
  const record = await recordOf(runner.account.account);
  const deeds = record.filter(({ action }) => action !== "view" && action !== "download" && action !== "trace");
  expect(deeds.map(({ action, outcome, refersTo }) => [action, outcome, refersTo])).toEqual([
    ["take_reproduction", "done", first],
    ["refuse", "refused", first],
    ["take_reproduction", "done", second],
    ["reproduce", "done", second],
  ]);
  expect(await run("reproductions", "show", first)).toBe(0);
  expect(written.join("\n")).toMatch(/cancelled[\s\S]*cut off +attempt 1[\s\S]*scoring in isolation/);
  expect(await run("reproductions", "cancel", first)).toBe(2);
  expect(written.join("\n")).toContain("It was cancelled on ");
});

test("Ctrl-C ends `pedigree reproduce` with all that it runs, leaves nothing, says so, and records nothing", async () => {
  const mark = await slow("local");
  const argv = ["cli/pedigree.mjs", "reproduce", "Plocal", "--url", api.url, "--project", here];
  // A process group of its own, as a shell makes one: a terminal interrupts all of it.
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: { ...process.env, PEDIGREE_TOKEN: token },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const id = child.pid ?? 0;
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  await isUnderWay(mark);
  expect(leftOf(id)).not.toEqual([]);
  process.kill(-id, "SIGINT");
  expect(await ended).toBe(130);
  expect((await said)[1]).toContain("Interrupted: the run was ended with all its processes");
  expect(processesWith(mark)).toEqual([]);
  expect(leftOf(id)).toEqual([]);
  const trail = ["projects", here, "artifacts", "prediction", "Plocal", "trail"];
  const { body } = await recording().door.send("GET", trail);
  expect(AuditReply.parse(body).events.map(({ action }) => action)).not.toContain("reproduce");
});
