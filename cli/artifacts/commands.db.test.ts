import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { register as get } from "@/cli/commands/get";
import { register as put } from "@/cli/commands/put";
import { register as record } from "@/cli/commands/record";
import { register as verify } from "@/cli/commands/verify";
import { remote } from "@/cli/remote/remote";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { address, service as door } from "@/cli/sample/door";
import { ArtifactReply } from "@/lib/contract/reply";
import { configuration } from "@/lib/env";
import { sha256 } from "@/lib/hash";
import { project, recordOf, service } from "@/lib/http/testing";

const room = mkdtempSync(join(tmpdir(), "pedigree-put-"));
let api: Awaited<ReturnType<typeof serveApi>>;
let here = "";
let token = "";
let account = "";
const { written, run: inTerminal } = terminal(get, put, record, verify);

beforeAll(async () => {
  api = await serveApi();
  here = await project();
  const made = await service(["event:record", "artifact:read", "artifact:attach", "artifact:download"]);
  token = made.secret;
  account = made.account.account;
});
afterAll(() => {
  api.close();
  rmSync(room, { recursive: true });
});
beforeEach(() => {
  vi.stubEnv("PEDIGREE_TOKEN", token);
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
});

const run = (...argv: string[]) => inTerminal(...argv, "--url", api.url, "--project", here);

async function version(id: string): Promise<void> {
  const event = { event_id: `e ${id}`, action: "register", timestamp: "2026-01-01T00:00:00Z" };
  const file = join(room, "event.json");
  writeFileSync(file, JSON.stringify({ ...event, subject: { type: "model_version", id } }));
  expect(await run("record", file)).toBe(0);
  written.length = 0;
}

function fileOf(bytes: Uint8Array, name = "model.bin"): string {
  const path = join(mkdtempSync(join(room, "f-")), name);
  writeFileSync(path, bytes);
  return path;
}

function storedFile(digest: string): string {
  const hex = digest.replace("sha256:", "");
  return join(configuration().home, "artifacts", "sha256", hex.slice(0, 2), hex);
}

const app = () => remote(door(address(api.url), token), here, async () => undefined);

/** What the project has on its way into the store. Both belong to all tests of a run, and others bring bytes meanwhile. */
function onItsWay(): string[] {
  const folder = join(configuration().home, "uploads", here);
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : [];
}

const digestSaid = () => /sha256:[0-9a-f]{64}/.exec(written.join("\n"))?.[0] ?? "";

describe("pedigree put and get", () => {
  test("bring a file in parts, and give it back", async () => {
    await version("big:v1");
    const bytes = randomBytes(18_000_000);
    expect(await run("put", fileOf(bytes), "model_version", "big:v1")).toBe(0);
    expect(written.join("\n")).toMatch(/18000000 bytes, attached as content, verified\non record as /);
    expect(await run("put", fileOf(bytes), "model_version", "big:v1")).toBe(0);
    expect(written.at(-1)).toContain("attached before");
    const out = join(room, "got.bin");
    expect(await run("get", "model_version", "big:v1", "--out", out)).toBe(0);
    expect(readFileSync(out).equals(bytes)).toBe(true);
    await expect(run("get", "model_version", "big:v1", "--out", out)).rejects.toThrow("is there already");
  });

  test("bring a folder with all its files, and give back the same; a link in it is refused", async () => {
    await version("bundle:v1");
    const folder = mkdtempSync(join(room, "bundle-"));
    mkdirSync(join(folder, "weights"));
    const files = { "config.json": "{}", "weights/0.bin": "zero", "weights/ö.bin": "", "weights/same.bin": "zero" };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    expect(await run("put", folder, "model_version", "bundle:v1", "--json")).toBe(0);
    expect(JSON.parse(written[0] ?? "").content).toMatchObject({ files: 4, role: "content" });
    const out = join(room, "bundle-out");
    expect(await run("get", "model_version", "bundle:v1", "--out", out)).toBe(0);
    const got = Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(out, name), "utf8")]));
    expect(got).toEqual(files);
    expect(await run("verify", "--artifact", "model_version/bundle:v1")).toBe(0);
    symlinkSync("/etc/passwd", join(folder, "link"));
    await expect(run("put", folder, "model_version", "bundle:v1")).rejects.toThrow("neither a file nor a folder");
  });

  test("what is not what was recorded gets no name here, and is told as invalid", async () => {
    await version("bad:v1");
    const bytes = randomBytes(3_000_000);
    expect(await run("verify", "--artifact", "model_version/bad:v1")).toBe(5);
    expect(await run("put", fileOf(bytes), "model_version", "bad:v1")).toBe(0);
    const stored = storedFile(digestSaid());
    const flipped = Buffer.from(bytes);
    flipped[100_000] = (flipped[100_000] ?? 0) ^ 0x10;
    chmodSync(stored, 0o600);
    writeFileSync(stored, flipped);
    const out = join(room, "bad.bin");
    expect(await run("get", "model_version", "bad:v1", "--out", out)).toBe(2);
    expect(written.join("\n")).toContain("The bytes broke off before their end");
    expect([existsSync(out), readdirSync(room).filter((name) => name.startsWith("bad.bin"))]).toEqual([false, []]);
    written.length = 0;
    expect(await run("verify", "--artifact", "model_version/bad:v1")).toBe(4);
    expect(written.join("\n")).toMatch(/^invalid\n {2}differs {5}sha256:[0-9a-f]{64} {2}3000000 bytes, found sha256:/);
    rmSync(stored);
    expect(await run("get", "model_version", "bad:v1", "--out", out)).toBe(2);
    expect(written.join("\n")).toContain("are gone from the store");
  });

  test("other bytes than the recorded ones are refused before any is sent, once told and on record; sent all the same they are a finding", async () => {
    await version("first:v1");
    expect(await run("put", fileOf(randomBytes(1_000)), "model_version", "first:v1")).toBe(0);
    const [large, weights] = [randomBytes(9_000_000), randomBytes(1_000)];
    const folder = mkdtempSync(join(room, "other-"));
    writeFileSync(join(folder, "weights.bin"), weights);
    for (const other of [fileOf(large), folder]) {
      const before = onItsWay();
      written.length = 0;
      expect(await run("put", other, "model_version", "first:v1")).toBe(2);
      expect(written.join("\n").match(/Other bytes are attached as content already/g)).toHaveLength(1);
      expect(written.join("\n")).toContain("Nothing was sent. With --report");
      expect(onItsWay()).toEqual(before);
      const { outcome, reasons, subject, facts } =
        (await recordOf(account)).filter(({ action }) => action === "attach").at(-1) ?? {};
      expect([outcome, reasons, subject]).toEqual([
        "refused",
        expect.stringContaining("attached_otherwise"),
        "first:v1",
      ]);
      const { digest } = z.object({ digest: z.string() }).parse(JSON.parse(facts ?? ""));
      for (const each of [digest, sha256(large), sha256(weights)]) {
        expect(existsSync(storedFile(each))).toBe(false);
      }
    }
    const found = async () => {
      const { findings } = await app().ask(ArtifactReply, ["artifacts", "model_version", "first:v1"]);
      return findings.map(({ kind }) => kind);
    };
    expect(await found()).toEqual([]);
    for (const other of [fileOf(weights), folder]) {
      expect(await run("put", other, "model_version", "first:v1", "--report")).toBe(2);
      expect(written.join("\n")).toContain("A finding is on record");
    }
    expect(await found()).toEqual(["other_content_brought", "other_content_brought"]);
  });

  test("what is not recorded is told in the words of whoever asks, before anything is sent", async () => {
    const [before, bytes] = [onItsWay(), randomBytes(1_000)];
    expect(await run("put", fileOf(bytes), "dataset", "DS:none")).toBe(2);
    expect(written[0]).toMatch(/^Not found: dataset DS:none$/m);
    expect(onItsWay()).toEqual(before);
    expect(existsSync(storedFile(sha256(bytes)))).toBe(false);
    written.length = 0;
    expect(await run("get", "dataset", "DS:none")).toBe(2);
    expect(written[0]).toMatch(/^Not found: dataset DS:none$/m);
  });

  test("an address needs digest and size, and is refused outside of the roots", async () => {
    await version("far:v1");
    await expect(run("put", "s3://bucket/key", "model_version", "far:v1")).rejects.toThrow("needs the digest");
    const there = ["--sha256", "0".repeat(64), "--size", "5"];
    expect(await run("put", "s3://bucket/key", "model_version", "far:v1", ...there)).toBe(2);
    expect(written.join("\n")).toContain("PEDIGREE_REFERENCE_ROOTS");
    await expect(run("put", fileOf(randomBytes(1)), "deployment", "D1")).rejects.toThrow("Nothing can be attached");
    await expect(run("put", "/nowhere", "model_version", "far:v1")).rejects.toThrow("There is no file");
  });
});
