import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { register } from "@/cli/commands/env";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { configuration } from "@/lib/env";
import { sha256 } from "@/lib/hash";
import { project, service } from "@/lib/http/testing";

let api: Awaited<ReturnType<typeof serveApi>>;
let here = "";
let token = "";
const { written, run } = terminal(register);

beforeAll(async () => {
  api = await serveApi();
  here = await project();
  token = (await service(["event:record", "artifact:read"])).secret;
});
afterAll(() => api.close());
beforeEach(() => {
  vi.stubEnv("PEDIGREE_TOKEN", token);
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

test("a captured environment is on record with its facts, and recording it again changes nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pedigree-env-"));
  const requirements = `a==1 --hash=sha256:${"a".repeat(64)}\n`;
  writeFileSync(join(folder, "requirements.txt"), requirements);
  const out = join(folder, "document.json");
  const image = `registry.example.org/train@sha256:${"d".repeat(64)}`;
  const capture = () =>
    run("env", "capture", folder, "--record", "--out", out, "--image", image, "--url", api.url, "--project", here);
  expect(await capture()).toBe(0);
  expect(await capture()).toBe(0);

  const document = readFileSync(out, "utf8");
  const id = sha256(document).replace("sha256:", "env:");
  expect(written.filter((each) => each === `${id} is on record in ${here}.`)).toHaveLength(2);
  const headers = { authorization: `Bearer ${token}` };
  const reply = await fetch(`${api.url}/api/v1/projects/${here}/artifacts/environment/${id}`, { headers });
  expect(await reply.json()).toMatchObject({
    artifact: {
      id,
      facts: {
        sha256: sha256(document),
        size_bytes: Buffer.byteLength(document),
        lockfile_sha256: sha256(requirements),
        lockfile_kind: "pip",
        image_digest: `sha256:${"d".repeat(64)}`,
        node: process.versions.node,
      },
    },
  });
});

test("what the app refuses is told, and ends with 2", async () => {
  vi.stubEnv("PEDIGREE_TOKEN", (await service(["artifact:read"])).secret);
  const folder = mkdtempSync(join(tmpdir(), "pedigree-env-"));
  expect(await run("env", "capture", folder, "--record", "--url", api.url, "--project", here)).toBe(2);
  expect(written.join("\n")).toContain("event:record");
  expect(written.join("\n")).not.toContain("is on record in");
});
