import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { sayReason } from "@/lib/contract/reasons";
import { LIMITS } from "./confined";
import { type Asked, buildEnvironment } from "./environment";
import { confine } from "./jail";
import type { Built } from "./recipe";

const room = mkdtempSync(join(tmpdir(), "pedigree-environment-"));
const cache = join(room, "cache");
const ANY: Asked = { python: null, node: null, extras: [], groups: [] };

afterAll(() => rmSync(room, { recursive: true, force: true }));

function lockfile(...path: readonly string[]): string {
  return readFileSync(join(import.meta.dirname, ...path), "utf8");
}
/** A real lockfile; conda's lock Python itself, and are put as if they had locked the one that is here. */
const real = (folder: string, name: string) => lockfile("fixtures", folder, name).replaceAll("3.11.7", PYTHON);
const PYTHON = execFileSync("python3.11", ["-c", "import platform; print(platform.python_version())"], {
  encoding: "utf8",
}).trim();

async function built(text: string, asked: Partial<Asked> = {}): Promise<Built> {
  const found = await buildEnvironment({ lockfile: text, asked: { ...ANY, ...asked } }, cache);
  if ("reasons" in found) {
    throw new Error(found.reasons.map(sayReason).join(" "));
  }
  return found;
}

async function refusal(text: string, asked: Partial<Asked> = {}): Promise<string> {
  const found = await buildEnvironment({ lockfile: text, asked: { ...ANY, ...asked } }, cache);
  return "reasons" in found ? found.reasons.map((each) => `${each.code}: ${sayReason(each)}`).join("\n") : "was built";
}

/** What a program prints in isolation, with nothing but the environment. */
async function printed({ path, shown }: Built, ...command: readonly string[]): Promise<string> {
  const ended = await confine({ command, shown, stdin: "/dev/null", output: "stdout", path, env: {} }, room, {
    ...LIMITS,
    seconds: 60,
  });
  return "output" in ended ? Buffer.from(ended.output).toString("utf8").trim() : ended.said;
}

const INSTALLED = `import importlib, sys
from importlib.metadata import distributions
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted(f"{each.name}=={each.version}" for each in distributions()))`;

describe("a real lockfile is built for real, and what it holds runs in isolation:", () => {
  // What the tools themselves install: pip, `uv sync --no-dev`, `poetry install --only main`, of Python 3.11 on Linux.
  test.each([
    ["pip-1", "requirements.txt", "click==8.1.7"],
    ["pip-2", "requirements.txt", "attrs==24.2.0 idna==3.10 six==1.16.0"],
    ["uv-1", "uv.lock", "click==8.1.7 iniconfig==2.1.0"],
    ["uv-2", "uv.lock", "attrs==24.2.0 six==1.16.0"],
    ["poetry-1", "poetry.lock", "click==8.1.7 six==1.16.0"],
    ["poetry-2", "poetry.lock", "attrs==24.2.0 iniconfig==2.1.0"],
    ["conda-1", "conda-lock.yml", "attrs==24.2.0 six==1.16.0"],
    ["conda-2", "conda-linux-64.lock", "click==8.1.7 idna==3.10"],
  ])("%s/%s", async (folder, name, installed) => {
    const environment = await built(real(folder, name), { python: "3.11" });
    const modules = [...installed.matchAll(/(\w+)==/g)].map(([, name = ""]) => name);
    expect(await printed(environment, "python", "-c", INSTALLED, ...modules)).toBe(installed);
  });

  test.each([
    [
      "npm-1",
      "[require('is-odd')(3), require('ms-old')('1s'), require('is-odd/package.json').version]",
      "[ true, 1000, '3.0.1' ]",
    ],
    ["npm-2", "[require('debug').enabled('x'), require('@sindresorhus/is').default(1)]", "[ false, 'number' ]"],
  ])("%s/package-lock.json", async (folder, expression, value) => {
    const environment = await built(real(folder, "package-lock.json"));
    expect(await printed(environment, "node", "-e", `console.log(${expression})`)).toBe(value);
    const imported = "import('is-number').then(() => console.log('there'), () => console.log('not there'))";
    expect(await printed(environment, "node", "--input-type=module", "-e", imported)).toBe("not there");
  });
});

describe("an environment", () => {
  test("that was built is taken from where it is, and not built again", async () => {
    const text = real("npm-1", "package-lock.json");
    const before = await built(text);
    expect(await built(text)).toEqual(before);
    expect((await built(text, { groups: ["dev"] })).kept).not.toBe(before.kept);
  });

  test("that is built twice at once is whole both times", async () => {
    const own = join(room, "twice");
    const text = real("npm-1", "package-lock.json");
    const both = await Promise.all([1, 2].map(() => buildEnvironment({ lockfile: text, asked: ANY }, own)));
    for (const each of both) {
      expect("kept" in each && (await printed(each, "node", "-p", "require('ms-old')('1s')"))).toBe("1000");
    }
    expect(both).toContainEqual(await buildEnvironment({ lockfile: text, asked: ANY }, own));
  });

  test("of which the building was cut off is not taken for whole", async () => {
    const own = join(room, "killed");
    mkdirSync(own);
    writeFileSync(join(room, "killed.lock"), real("uv-2", "uv.lock"));
    const program = join(import.meta.dirname, "build.testing.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, join(room, "killed.lock"), own], {
      stdio: "ignore",
    });
    await vi.waitFor(() => expect(readdirSync(own)).not.toEqual([]), { timeout: 30_000, interval: 5 });
    child.kill("SIGKILL");
    const [half = ""] = readdirSync(own);
    const whole = await buildEnvironment({ lockfile: real("uv-2", "uv.lock"), asked: ANY }, own);
    expect("kept" in whole && whole.kept).not.toContain(half);
    expect("kept" in whole && (await printed(whole, "python", "-c", INSTALLED))).toBe("attrs==24.2.0 six==1.16.0");
  });
});

const uv = real("uv-1", "uv.lock");
const poetry = real("poetry-1", "poetry.lock");
const npm = real("npm-1", "package-lock.json");
const conda = real("conda-1", "conda-lock.yml");
const foreign = (folder: string, name: string) => lockfile("..", "exchange", "fixtures", folder, name);

describe("nothing is built, and it is told why, of", () => {
  test.each([
    ["conda's lock", foreign("conda", "conda-lock.yml"), /^conda_not_built: .* \d+ packages .*libscore/],
    ["conda's explicit list", foreign("conda", "conda-linux-64.lock"), /^conda_not_built: /],
    ["conda's environment", foreign("conda", "environment.yml"), /^conda_not_built: /],
    ["conda's lock of another Python", conda.replaceAll(PYTHON, "3.11.99"), /^lockfile_for_other_python: .*3\.11\.99/],
    [
      "conda's lock for other machines",
      conda.replaceAll("linux-64", "win-64"),
      /locks no one version of Python for linux/,
    ],
    [
      "conda's lock that has a package of Python from conda",
      conda.replaceAll("manager: pip", "manager: conda"),
      /^conda_not_built: .* 2 packages .*attrs 24\.2\.0, six 1\.16\.0/,
    ],
    ["uv's lock with packages of git, folders and addresses", foreign("uv", "uv.lock"), /^package_not_locked: /],
    ["a package without digests", uv.replaceAll(/, hash = "[^"]+"/g, ""), /^package_not_locked: click/],
    ["a lock of another Python", uv.replace('">=3.9"', '">=3.99"'), /^lockfile_for_other_python: .*>=3.99/],
    [
      "a Poetry lock of another Python",
      poetry.replace('python-versions = ">=3.9"\ncontent', 'python-versions = "^2.7"\ncontent'),
      />=2.7,<3/,
    ],
    ["an npm package without a digest", npm.replaceAll(/"integrity": "[^"]+",/g, ""), /^package_not_locked: is-number/],
    [
      "an npm package with a weak digest",
      npm.replace(/sha512-[^"]+/, `sha1-${Buffer.alloc(20).toString("base64")}`),
      /^package_not_locked: /,
    ],
    [
      "an npm package of an address",
      npm.replace(/"resolved": "[^"]+"/, '"resolved": "https://example.org/x.tgz"'),
      /^package_not_locked: /,
    ],
    [
      "an npm project that asks for an address",
      npm.replace('"is-odd": "3.0.1"', '"is-odd": "github:a/b"'),
      /^package_not_locked: the project/,
    ],
    [
      "an npm package outside of its folder",
      npm.replace("node_modules/is-odd/node_modules/", "node_modules/../../"),
      /^package_not_locked: /,
    ],
    ["npm's old lock", foreign("npm", "v1-package-lock.json"), /before version 7|package_not_locked/],
  ])("%s", async (_, text, says) => {
    expect(await refusal(text, { python: "3.11" })).toMatch(says);
  });

  test("a version of Node that is not here, and bytes that are not those of the lockfile", async () => {
    expect(await refusal(npm, { node: "v4.0.0" })).toMatch(/^node_missing: .*v4.0.0/);
    const other = npm.replace(/sha512-[^"]+/g, `sha512-${Buffer.alloc(64).toString("base64")}`);
    expect(await refusal(other)).toMatch(/^environment_not_built: .*Integrity checksum failed/);
  });
});
