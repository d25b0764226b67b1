import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { openHome } from "@/cli/supervise/home";
import { claim } from "@/cli/supervise/lock";
import { configuration } from "@/lib/env";
import { project, service } from "@/lib/http/testing";
import { register } from "./seed";

let api: Awaited<ReturnType<typeof serveApi>>;
const { written, run } = terminal(register);

beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
});

const seed = (...more: string[]) => run("seed", "--models", "1", ...more);

test("pedigree seed says with an exit code that no app answers, and what was refused", async () => {
  vi.stubEnv("PEDIGREE_TOKEN", "pdg_no");
  expect(await seed("--url", "http://127.0.0.1:9")).toBe(3);
  expect(written.join("\n")).toMatch(/^The app does not answer: .*\nStart it with `npm start`/);
  expect(await seed("--url", api.url)).toBe(2);
  expect(written.join("\n")).toMatch(/Stopped at events 1 to 1000\.\nSign in first/);
  await expect(seed("--url", "nonsense")).rejects.toMatchObject({ name: "SetupError" });
});

test("pedigree seed finds the app that runs on this clone", async () => {
  const claimed = claim(openHome(configuration().home));
  try {
    claimed.announce(api.url);
    const here = await project();
    vi.stubEnv("PEDIGREE_HOME", configuration().home);
    vi.stubEnv("PEDIGREE_TOKEN", (await service(["event:record"], [`other-${randomUUID().slice(0, 8)}`])).secret);
    expect(await seed("--project", here)).toBe(2);
    expect(written.join("\n")).toContain("The token is confined to other projects.");
  } finally {
    claimed.release();
  }
});
