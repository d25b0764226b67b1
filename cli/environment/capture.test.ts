import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { register } from "@/cli/commands/env";
import { terminal } from "@/cli/run.testing";
import { ROOT } from "@/cli/supervise/home";
import { readEnvironment } from "@/lib/exchange/environment";
import { absentIn, isContained, machineAt } from "./machine";

const { written, run } = terminal(register);

const fixture = (file: string) => join(ROOT, "lib", "exchange", "fixtures", file);

/** A folder with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "pedigree-env-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

test("an unchanged folder on an unchanged machine has one document, and its digest is the id", async () => {
  const here = folder({ "more.txt": "a==1\n", "requirements.txt": "-r more.txt\n" });
  copyFileSync(fixture("uv/uv.lock"), join(here, "uv.lock"));
  const [first, second] = [join(here, "first.json"), join(here, "second.json")];
  expect(await run("env", "capture", here, "--out", first)).toBe(0);
  expect(await run("env", "capture", here, "--out", second, "--json")).toBe(0);
  const text = readFileSync(first, "utf8");
  expect(readFileSync(second, "utf8")).toBe(text);
  expect(written[0]).toMatch(new RegExp(`^env:${createHash("sha256").update(text).digest("hex")}\n`));
  expect(written).toContain(text);
  expect(readEnvironment(text).lockfiles.map(({ path, kind, packages }) => [path, kind, packages.length])).toEqual([
    ["more.txt", "pip", 1],
    ["requirements.txt", "pip", 0],
    ["uv.lock", "uv", 17],
  ]);
  expect(written.join("\n")).toContain("more.txt: 1 of 1 packages are locked by neither digest nor commit");
  expect(text).not.toContain(here);
});

test("a folder without lockfiles is told as such; one package more makes another id", async () => {
  const here = folder({});
  expect(await run("env", "capture", here)).toBe(0);
  expect(written.join("\n")).toContain(`no lockfile in ${here}`);
  writeFileSync(join(here, "requirements.txt"), "a==1\n");
  await run("env", "capture", here);
  writeFileSync(join(here, "requirements.txt"), "a==1\nb==1\n");
  await run("env", "capture", here);
  const ids = written.flatMap((each) => each.match(/^env:\w+/g) ?? []);
  expect(new Set(ids).size).toBe(3);
});

test("what is wrong is told with file, line and what to do", async () => {
  const here = folder({
    "requirements.txt": "a==1\nb=1\n",
    "web.txt": "-r https://example.org/x.txt\n",
    "loop.txt": "-r loop.txt\na",
  });
  await expect(run("env", "capture", here)).rejects.toMatchObject({
    message: `${join(here, "requirements.txt")}:2: =1 is no version that is asked for`,
    remedy: expect.stringContaining("name==1.2.3"),
  });
  await expect(run("env", "capture", here, "--lockfile", "web.txt")).rejects.toThrow(
    "web.txt:1: https://example.org/x.txt",
  );
  await expect(run("env", "capture", here, "--lockfile", "no.txt")).rejects.toThrow(/There is no file .*no\.txt/);
  await expect(run("env", "capture", here, "--lockfile", "loop.txt", "--out", "/no/where")).rejects.toThrow(
    "no folder /no",
  );
  await expect(run("env", "capture", join(here, "no"))).rejects.toThrow("There is no folder");
  await expect(run("env", "capture", here, "--lockfile", "loop.txt", "--image", "latest")).rejects.toThrow(
    "image_digest",
  );
  await expect(run("env", "capture", here, "--lockfile", "loop.txt", "--python", "no-python")).rejects.toThrow(
    "no-python",
  );
  expect(await run("env", "capture", here, "--lockfile", "loop.txt")).toBe(0);
});

test("diff tells packages that came, went or changed, from lockfiles, folders and documents", async () => {
  const hash = (digit: string) => `--hash=sha256:${digit.repeat(64)}`;
  const before = folder({ "requirements.txt": `a==1\nb==1 ${hash("a")}\nc==1 ${hash("a")}\nd[x]==1\n` });
  const after = folder({ "requirements.txt": `b==1 ${hash("b")}\nc==2 ${hash("c")}\nd==1\ne==1\n` });
  expect(await run("env", "diff", before, join(after, "requirements.txt"))).toBe(0);
  expect(written[0]?.split("\n").slice(1)).toEqual([
    "removed  pypi  a 1",
    "hash     pypi  b 1: 1 digests → 1, 0 in common: OTHER BYTES under the same version",
    "version  pypi  c 1 → 2",
    "detail   pypi  d 1: extras",
    "added    pypi  e 1",
    "1 fields and 5 packages differ.",
  ]);
  expect(await run("env", "diff", before, after, "--exit-code")).toBe(4);
  const document = join(before, "document.json");
  await run("env", "capture", before, "--out", document);
  written.length = 0;
  expect(await run("env", "diff", document, before, "--exit-code")).toBe(0);
  expect(await run("env", "diff", document, document)).toBe(0);
  expect(written).toEqual(["No difference.", "No difference."]);
  await run("env", "diff", before, after, "--json");
  expect(JSON.parse(written[2] ?? "").packages).toHaveLength(5);
});

test("an id that is only on record, and a document that was changed, are refused", async () => {
  await expect(run("env", "diff", `env:${"a".repeat(64)}`, ".")).rejects.toThrow("does not keep the document");
  const here = folder({ "e.json": '{"kind":"pedigree.environment","v":1,\n"machine":{"gpu":"x"},"lockfiles":[]}' });
  await expect(run("env", "diff", join(here, "e.json"), here)).rejects.toThrow(/e\.json:2: machine: .*gpu/);
});

test("a machine with a GPU is told from its files, and a machine without tells nothing of it", () => {
  const root = folder({
    "etc/os-release": "ID=ubuntu\nVERSION_ID=22.04\n",
    "proc/cpuinfo": "processor\t: 0\nmodel name\t: Xeon\n",
    "proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19\n",
    "usr/local/cuda/version.json": '{"cuda" : {"version" : "12.2.2"}}',
    "usr/include/cudnn_version.h": "#define CUDNN_MAJOR 8\n#define CUDNN_MINOR 9\n#define CUDNN_PATCHLEVEL 4\n",
    "bin/nvidia-smi": "#!/bin/sh\necho 'Tesla T4, 15360 MiB'\n",
    ".dockerenv": "",
  });
  chmodSync(join(root, "bin", "nvidia-smi"), 0o755);
  const env = {
    ...process.env,
    PATH: `${join(root, "bin")}:${process.env.PATH}`,
    PEDIGREE_IMAGE_DIGEST: `sha256:${"d".repeat(64)}`,
  };
  const place = { root, env, folder: root };
  expect(machineAt(place)).toMatchObject({
    os: "ubuntu 22.04",
    cpu: "Xeon",
    threads: 1,
    gpus: ["Tesla T4 15360 MiB"],
    driver: "535.104.05",
    cuda: "12.2.2",
    cudnn: "8.9.4",
    image_digest: env.PEDIGREE_IMAGE_DIGEST,
    node: process.versions.node,
  });
  expect(isContained(place)).toBe(true);
  const bare = { root: folder({}), env: { NODE_ENV: "test" as const, PATH: "" }, folder: root };
  expect(absentIn(machineAt(bare))).toEqual([
    "os",
    "libc",
    "cpu",
    "threads",
    "simd",
    "gpus",
    "driver",
    "cuda",
    "cudnn",
    "image_digest",
    "python",
    "node",
  ]);
  expect(isContained(bare)).toBe(false);
});
