import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { condaInstallable, onlyConda } from "./conda-install";
import type { Chosen, Wanted } from "./installable";
import { poetryInstallable } from "./poetry-install";
import { uvInstallable } from "./uv-install";

const FIXTURES = join(import.meta.dirname, "..", "reproduction", "fixtures");
const uv = readFileSync(join(FIXTURES, "uv-1", "uv.lock"), "utf8");
const poetry = readFileSync(join(FIXTURES, "poetry-1", "poetry.lock"), "utf8");

/** Linux and Python 3.11, with the extra text where it is wanted. */
const holds = (condition: string) => !/win32|Windows|< ?'3.11'|nt/.test(condition) && !/extra/.test(condition);
const BASE: Wanted = { extras: [], groups: [] };

function told(chosen: Chosen): string {
  return "why" in chosen ? chosen.why : chosen.packages.map(({ name, version }) => `${name} ${version}`).join(", ");
}

const fromUv = (text: string, wanted = BASE) => told(uvInstallable(text, wanted).choose(holds));
const fromPoetry = (text: string, wanted = BASE) =>
  told(
    poetryInstallable(text, wanted).choose(
      (each) => holds(each) || (each.includes("extra") && wanted.extras.length > 0),
    ),
  );

describe("of a project's lockfile is installed", () => {
  test("what the project needs on this machine, and no group or extra that nobody asked for", () => {
    expect(fromUv(uv)).toBe("click 8.1.7, iniconfig 2.1.0");
    expect(fromPoetry(poetry)).toBe("click 8.1.7, six 1.16.0");
  });

  test("an extra or a group that was asked for", () => {
    expect(fromUv(uv, { extras: ["Text"], groups: ["dev"] })).toBe(
      "click 8.1.7, idna 3.10, iniconfig 2.1.0, pluggy 1.5.0",
    );
    expect(fromPoetry(poetry, { extras: ["text"], groups: ["dev"] })).toBe(
      "click 8.1.7, idna 3.10, pluggy 1.5.0, six 1.16.0",
    );
  });

  test("in Poetry's a package under the condition of its group, and of no other", () => {
    const split = poetry.replace(
      '\nmarkers = "platform_system == \\"Windows\\""',
      '\nmarkers = {dev = "platform_system == \\"Windows\\""}',
    );
    expect(fromPoetry(split)).toBe("click 8.1.7, colorama 0.4.6, six 1.16.0");
  });

  test("in uv's what an extra of a package asks for, where an edge asks for that", () => {
    const asked = uv
      .replace('{ name = "click" }', '{ name = "click", extra = ["more"] }')
      .replace('\n[[package]]\nname = "colorama"', '\n[package.optional-dependencies]\nmore = [{ name = "idna" }]\n$&');
    expect(fromUv(asked)).toBe("click 8.1.7, idna 3.10, iniconfig 2.1.0");
  });
});

describe("of conda's lockfile is installed what it locks for pip on this machine", () => {
  const conda = readFileSync(join(FIXTURES, "conda-1", "conda-lock.yml"), "utf8");
  const fromConda = (wanted: Wanted, platform = "linux-64", text = conda) =>
    told(condaInstallable(text, wanted, platform).choose(holds));

  test("with the groups that are wanted, under the Python that it locks", () => {
    expect(fromConda(BASE)).toBe("attrs 24.2.0, six 1.16.0");
    expect(fromConda({ extras: [], groups: ["dev"] }, "osx-arm64")).toBe("attrs 24.2.0, pluggy 1.5.0, six 1.16.0");
    expect(condaInstallable(conda, BASE, "linux-64").python).toBe("==3.11.7");
  });

  test("and what is missing is told", () => {
    expect(fromConda(BASE, "linux-aarch64")).toBe("it locks no one version of Python for linux-aarch64");
    expect(fromConda({ extras: ["gpu"], groups: [] })).toBe("it has no extra gpu");
    expect(fromConda({ extras: [], groups: ["train"] })).toBe("it has no group train");
    expect(fromConda(BASE, "linux-64", conda.replaceAll("version: 3.11.7", "version: 3.*"))).toMatch(/no one version/);
    const twice = conda.replace(
      /- name: attrs[\s\S]*?\n(?=- name)/,
      (entry) => `${entry}${entry.replaceAll("24.2.0", "24.1.0")}`,
    );
    expect(fromConda(BASE, "linux-64", twice)).toBe("two versions of attrs would be installed");
  });

  test("and not where it does not say all", () => {
    const other = "name: x\ndependencies:\n  - python==3.11.7\n  - pip:\n    - -r more.txt\n";
    expect(fromConda(BASE, "linux-64", other)).toBe("packages stand in another file, more.txt");
    const python = "https://conda.example.org/linux-64/python-3.11.7-h1_0.conda#d41d8cd98f00b204e9800998ecf8427e";
    const list = `# platform: linux-64\n@EXPLICIT\n${python}\n`;
    expect(fromConda(BASE, "linux-64", list)).toMatch(/does not say what pip installed/);
    const pip = `# pip six @ https://pypi.example.org/six-1.16.0-py2.py3-none-any.whl --hash=sha256:${"a".repeat(64)}\n`;
    expect(fromConda(BASE, "linux-64", `${list}${pip}`)).not.toMatch(/does not say/);
  });

  test("but nothing that only conda has, nor a commit in place of a file", () => {
    const foreign = conda.replaceAll("- name: tk", "- name: numpy").replaceAll("manager: pip", "manager: conda");
    expect(onlyConda(foreign, BASE, "linux-64").map(({ name }) => name)).toEqual(["attrs", "numpy", "six"]);
    expect(onlyConda(conda, BASE, "linux-64")).toEqual([]);
    const commit = conda.replace(
      /url: https:\/\/files[^\n]+six[^\n]+/,
      "url: git+https://git.example.org/six.git@main",
    );
    const chosen = condaInstallable(commit, BASE, "linux-64").choose(holds);
    expect("packages" in chosen && chosen.packages.find(({ name }) => name === "six")?.source?.kind).toBe("git");
  });
});

describe("it is told what is missing where", () => {
  test.each([
    ["the platform is another", `supported-markers = ["os_name == 'nt'"]\n${uv}`, /only for os_name == 'nt'/],
    [
      "extras exclude one another",
      uv.replace("sys_platform == 'win32'", "extra == 'extra-1-a'"),
      /exclude one another/,
    ],
    [
      "two versions would be there",
      uv.replaceAll(/, marker = "python_full_version [^"]+"/g, ""),
      /two versions of iniconfig/,
    ],
    [
      "a version is not said",
      uv.replaceAll(/"iniconfig", version = "[^"]+", source = \{[^}]+\}/g, '"iniconfig"'),
      /which iniconfig/,
    ],
    ["there is no project", uv.replace('virtual = "."', 'virtual = "other"'), /locks no project/],
  ])("%s, in uv's", (_, text, says) => {
    expect(fromUv(text)).toMatch(says);
  });

  test("Poetry before version 2 wrote it", () => {
    expect(fromPoetry(poetry.replace('"2.1"', '"2.0"'))).toContain("run poetry lock");
    expect(fromPoetry(poetry.replaceAll(/^groups = .*\n/gm, ""))).toContain("run poetry lock");
  });

  test("the extra or the group is not known", () => {
    expect(fromUv(uv, { extras: ["gpu"], groups: [] })).toBe("it has no extra gpu");
    expect(fromUv(uv, { extras: [], groups: ["train"] })).toBe("it has no group train");
    expect(fromPoetry(poetry, { extras: ["gpu"], groups: [] })).toBe("it has no extra gpu");
    expect(fromPoetry(poetry, { extras: [], groups: ["train"] })).toBe("it has no group train");
  });
});

test.each([
  ["^3.9", ">=3.9,<4"],
  ["~3.11.2", ">=3.11.2,<3.12"],
  [">=3.9,<3.13", ">=3.9,<3.13"],
  ["*", undefined],
])("Poetry's %s are the Python versions %s", (asked, plain) => {
  const text = poetry.replace('python-versions = ">=3.9"\ncontent', `python-versions = "${asked}"\ncontent`);
  expect(poetryInstallable(text, BASE).python).toBe(plain);
});
