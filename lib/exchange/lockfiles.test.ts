import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Package } from "@/lib/contract/environment";
import { BadLockfile, pythonName } from "./lockfile";
import { formatOf } from "./lockfiles";

const FIXTURES = join(import.meta.dirname, "fixtures");

function text(file: string): string {
  return readFileSync(join(FIXTURES, file), "utf8");
}

function read(file: string, called = file.slice(file.indexOf("/") + 1)): readonly Package[] {
  return formatOf(called, text(file)).read(text(file)).packages;
}

function bytes({ name, version, hashes }: Package) {
  return { name, version, hashes };
}

const isHashed = ({ hashes }: Package) => hashes !== undefined;
const named = (packages: readonly Package[], name: string) => packages.filter((each) => each.name === name);

/** What a reading of `content` as `name` is refused with. */
function refusal(name: string, content: string): BadLockfile {
  try {
    formatOf(name, content).read(content);
  } catch (error) {
    if (error instanceof BadLockfile) {
      return error;
    }
    throw error;
  }
  throw new Error("was read");
}

describe("the tools' own word", () => {
  test("uv.lock holds the versions and digests that uv export says", () => {
    const [lock, exported] = [read("uv/uv.lock"), read("uv/export.txt")];
    expect(lock.filter(isHashed).map(bytes)).toEqual(exported.filter(isHashed).map(bytes));
    const places = (packages: readonly Package[]) =>
      packages.flatMap(({ source }) =>
        source && !/registry/.test(source.kind) ? [source.location.replace("./", "")] : [],
      );
    expect(places(lock).sort()).toEqual(places(exported).sort());
  });

  test("poetry.lock holds the versions and digests that poetry export says", () => {
    const [lock, exported] = [read("poetry/poetry.lock"), read("poetry/export.txt")];
    expect(lock.filter(isHashed).map(bytes)).toEqual(exported.filter(isHashed).map(bytes));
    expect(named(lock, "scorer")[0]?.source?.commit).toBe(named(exported, "scorer")[0]?.source?.commit);
  });

  test("pip would install from the requirements what is read from them", () => {
    const Report = z.array(z.object({ name: z.string(), version: z.string(), sha256: z.string() }));
    const report = Report.parse(JSON.parse(text("pip/report.json")));
    const locked = read("pip/requirements.txt");
    expect(locked.map(({ name }) => name)).toEqual(report.map(({ name }) => pythonName(name)).sort());
    for (const { name, version, sha256 } of report) {
      const [one] = named(locked, pythonName(name));
      expect(one?.version).toBe(version);
      expect(one?.hashes).toContain(`sha256:${sha256}`);
    }
  });

  test("package-lock.json holds what npm ls says, in both forms of the file", () => {
    const told = z.array(z.string()).parse(JSON.parse(text("npm/ls.json")));
    const [now, old] = [read("npm/package-lock.json"), read("npm/v1-package-lock.json", "package-lock.json")];
    expect(now.map(({ alias, name, version }) => `${alias ?? name}@${version}`).sort()).toEqual(told);
    // The old form tells no version of folders and git.
    const isRegistry = ({ source }: Package) => source?.kind === "registry";
    expect(old.filter(isRegistry)).toEqual(now.filter(isRegistry));
    expect(old.map(({ name }) => name)).toEqual(now.map(({ name }) => name));
  });

  test("conda-lock renders the same packages to an explicit list and to an environment.yml as are read from its lock", () => {
    const lock = read("conda/conda-lock.yml").filter(({ platform }) => platform === "linux-64");
    const [explicit, environment] = [read("conda/conda-linux-64.lock"), read("conda/environment.yml")];
    const built = ({ name, version, build }: Package) => `${name} ${version} ${build}`;
    expect(explicit.map(({ source, name }) => [name, source])).toEqual(lock.map(({ source, name }) => [name, source]));
    const isConda = ({ ecosystem }: Package) => ecosystem === "conda";
    expect(explicit.filter(isConda).map(built)).toEqual(lock.filter(isConda).map(built));
    expect(environment.filter(isConda).map(built)).toEqual(lock.filter(isConda).map(built));
    const md5 = ({ hashes = [] }: Package) => hashes.filter((hash) => hash.startsWith("md5:"));
    expect(explicit.filter(isConda).map(md5)).toEqual(lock.filter(isConda).map(md5));
    const isPip = ({ ecosystem }: Package) => ecosystem === "pypi";
    expect(environment.filter(isPip).map(bytes)).toEqual(lock.filter(isPip).map(bytes));
  });
});

describe("what lockfiles can say", () => {
  test("uv: extras, forks with their conditions, git with tag and commit, folders, an address", () => {
    const lock = read("uv/uv.lock");
    expect(named(lock, "httpx")[0]?.extras).toEqual(["socks"]);
    expect(named(lock, "iniconfig").map(({ version, markers }) => [version, markers])).toEqual([
      ["2.0.0", ["python_full_version < '3.12'"]],
      ["2.1.0", ["python_full_version >= '3.12'"]],
    ]);
    const git = { kind: "git", location: "https://git.example.org/team/scorer.git", reference: "v0.3.0" };
    expect(named(lock, "scorer")[0]?.source).toEqual({ ...git, commit: "96c599f177b167d24817df439d3061635598cf63" });
    expect(named(lock, "helper")[0]?.source).toEqual({ kind: "path", location: "packages/helper" });
    expect(named(lock, "typing-extensions")[0]?.source?.kind).toBe("url");
    expect(named(lock, "churn-training")).toEqual([]);
  });

  test("poetry: groups and conditions; the digests of old lockfiles stand at their end", () => {
    const lock = read("poetry/poetry.lock");
    expect(named(lock, "pluggy")[0]?.groups).toEqual(["dev"]);
    expect(named(lock, "colorama")[0]?.markers).toEqual(["sys_platform == 'win32'"]);
    expect(named(lock, "localpkg")[0]?.source).toEqual({ kind: "path", location: "lib/localpkg" });
    const old = [
      '[[package]]\nname = "Six_x"\nversion = "1.0"\ncategory = "dev"\n',
      `[metadata]\nlock-version = "1.1"\n[metadata.files]\nsix-x = [{file = "a", hash = "md5:${"a".repeat(32)}"}]`,
    ].join("\n");
    expect(formatOf("poetry.lock", old).read(old).packages).toEqual([
      { ecosystem: "pypi", name: "six-x", version: "1.0", groups: ["dev"], hashes: [`md5:${"a".repeat(32)}`] },
    ]);
  });

  test("npm: aliases, groups, nested versions, workspaces, folders, git; integrity as hex", () => {
    const lock = read("npm/package-lock.json");
    expect(named(lock, "ms").map(({ version, alias }) => [version, alias])).toEqual([
      ["2.0.0", "ms-old"],
      ["2.0.0", undefined],
      ["2.1.3", undefined],
    ]);
    expect(named(lock, "is-number").map(({ version, groups }) => [version, groups])).toEqual([
      ["6.0.0", ["optional"]],
      ["7.0.0", ["dev"]],
    ]);
    expect(named(lock, "gauge")[0]).toMatchObject({
      version: "1.5.0",
      source: { kind: "path", location: "packages/gauge" },
    });
    expect(named(lock, "@types/ms")[0]?.source).toEqual({ kind: "registry", location: "https://packages.example.org" });
    expect(named(lock, "inherits")[0]?.hashes?.[0]).toMatch(/^sha512:93fbc6697e3f6256/);
  });

  test("pip: what is not hash-locked, names no version, or goes by its location", () => {
    const file = [
      "\uFEFF-i https://index.example.org/simple # where from",
      'Foo.Bar[B_x, a] >= 1.0 , <2 ; python_version < "3.12"  # why',
      "exact===1.0+cpu",
      "any",
      "git+ssh://git@git.example.org/team/x.git@main#egg=X_y&subdirectory=lib",
      "https://user:secret@files.example.org/zed-2.0%2Bcu1-py3-none-any.whl?sig=1 ; os_name == 'nt'",
      "-e ./local/thing",
      "-c constraints.txt",
      "-r more.txt",
    ].join("\r\n");
    expect(formatOf("requirements.txt", file).read(file)).toEqual({
      packages: [
        { ecosystem: "pypi", name: "./local/thing", source: { kind: "path", location: "./local/thing" } },
        { ecosystem: "pypi", name: "any" },
        { ecosystem: "pypi", name: "exact", version: "1.0+cpu" },
        {
          ecosystem: "pypi",
          name: "foo-bar",
          requirement: "<2,>=1.0",
          extras: ["a", "b-x"],
          markers: ["python_version < '3.12'"],
        },
        {
          ecosystem: "pypi",
          name: "x-y",
          source: {
            kind: "git",
            location: "ssh://git@git.example.org/team/x.git",
            reference: "main",
            subdirectory: "lib",
          },
        },
        {
          ecosystem: "pypi",
          name: "zed",
          version: "2.0+cu1",
          markers: ["os_name == 'nt'"],
          source: { kind: "url", location: "https://files.example.org/zed-2.0%2Bcu1-py3-none-any.whl" },
        },
      ],
      notes: ["constraints.txt only constrains and is not read"],
      includes: [{ path: "more.txt", line: 9 }],
    });
  });

  test("conda-lock: categories of one package are joined, builds and channels are those of its address", () => {
    const lock = read("conda/conda-lock.yml");
    expect(named(lock, "lint-tool").map(({ platform, groups }) => [platform, groups])).toEqual([
      ["linux-64", ["dev", "main"]],
      ["osx-arm64", ["dev", "main"]],
    ]);
    expect(named(lock, "score-base")[0]).toMatchObject({ version: "3.10.0", build: "h5eee18b_1_cpython" });
    expect(named(lock, "libscore")[0]?.source).toEqual({
      kind: "registry",
      location: "https://conda.example.org/team",
    });
  });

  test("conda-lock: what is asked of the machine is no package, and a commit is no digest", () => {
    const commit = "3f07f990ac74f1e1691ba17ef8c14007f05846ab";
    const lines = [
      "package:",
      "- {name: __osx, version: '11.0', manager: conda, platform: osx-64, url: 'file:///x/__osx-11.0-0.tar.bz2', hash: {md5: ''}}",
      `- {name: A_b, version: 2.32.4, manager: pip, platform: osx-64, url: 'git+https://git.example.org/a.git@${commit}', hash: {sha256: ${commit}}}`,
    ];
    const text = lines.join("\n");
    const source = { kind: "git", location: "https://git.example.org/a.git", commit };
    expect(formatOf("conda-lock.yml", text).read(text).packages).toEqual([
      { ecosystem: "pypi", name: "a-b", version: "2.32.4", platform: "osx-64", source },
    ]);
  });

  test("environment.yml: pip's part may hold folders and name files", () => {
    const text = "dependencies:\n- pip:\n  - -e .\n  - -r more.txt\n  - -c bounds.txt\n";
    expect(formatOf("environment.yml", text).read(text)).toEqual({
      packages: [{ ecosystem: "pypi", name: ".", source: { kind: "path", location: "." } }],
      notes: ["bounds.txt only constrains and is not read"],
      includes: [{ path: "more.txt", line: 4 }],
    });
  });

  test("conda: a version that is only asked for is none, and stays the text that it is; tokens are dropped", () => {
    const asks = "dependencies:\n  - python=3.10\n  - forge::numpy==1.20\n  - scipy >=1.1, <2\n  - pip\n";
    expect(formatOf("environment.yml", asks).read(asks).packages).toEqual([
      { ecosystem: "conda", name: "numpy", version: "1.20", source: { kind: "registry", location: "forge" } },
      { ecosystem: "conda", name: "pip" },
      { ecosystem: "conda", name: "python", requirement: "=3.10" },
      { ecosystem: "conda", name: "scipy", requirement: ">=1.1,<2" },
    ]);
    const sha = "b".repeat(64);
    const list = `@EXPLICIT\nhttps://conda.example.org/t/tk-1/main/noarch/a-b-1.0-py_0.conda#sha256:${sha}\n`;
    expect(formatOf("explicit.txt", list).read(list).packages).toEqual([
      {
        ecosystem: "conda",
        name: "a-b",
        version: "1.0",
        build: "py_0",
        source: { kind: "registry", location: "https://conda.example.org/main" },
        hashes: [`sha256:${sha}`],
      },
    ]);
  });
});

const POETRY = `[[package]]
name = "a"
version = "1"
[[package]]
name = "b"
version = "1"
files = [{file = "b", hash = "sha256:1"}]
[metadata]
lock-version = "2.1"
`;

describe("what is refused", () => {
  const refusals: readonly (readonly [name: string, content: string, line: number | undefined, says: RegExp])[] = [
    ["requirements.txt", "a==1\n\nb==1 \\\n  --hash=sha256:12\n", 3, /sha256:12 is no digest/],
    ["requirements.txt", "a==1\nb==\n", 2, /== is no version/],
    ["requirements.txt", "a==1\n--foo\n", 2, /no option of pip's/],
    [
      "uv.lock",
      'version = 1\n[[package]]\nname = "a"\nsource = {}\n[[package]]\nname = 3\nsource = {}\n',
      5,
      /package.1.name/,
    ],
    ["uv.lock", "version = 2\n", undefined, /version/],
    ["uv.lock", "version = 1\nversion = 1\n", 2, /is no TOML/],
    ["poetry.lock", "package = []\n", undefined, /metadata/],
    ["package-lock.json", '{\n  "lockfileVersion": 3,\n  oops\n}', 3, /is no JSON/],
    ["package-lock.json", '{"lockfileVersion": 3,\n"packages": {\n"node_modules/a": {"version": 1}}}', 3, /version/],
    ["package-lock.json", '{"lockfileVersion": 1,\n"dependencies": {\n"a": {"version": 1}}}', 3, /version/],
    [
      "package-lock.json",
      '{"lockfileVersion": 3,\n"packages": {\n"node_modules/a": {"integrity": "none"}}}',
      3,
      /npm package a: hashes.0 must be/,
    ],
    ["poetry.lock", POETRY, 4, /pypi package b: hashes.0/],
    ["conda-lock.yml", "package:\n- name: a\n  version: '1'\n", 2, /manager/],
    ["conda-lock.yml", "package: [\n", 2, /is no YAML/],
    ["environment.yml", "dependencies:\n- a\n- pip:\n  - b==1\n  - '@'\n", 5, /no requirement/],
    ["explicit.txt", "# x\n@EXPLICIT\nhttps://x/y\n", 3, /no address/],
    ["notes.md", "hello", undefined, /no lockfile/],
  ];
  test.each(refusals)("%s %j is refused at line %s", (name, content, line, says) => {
    const refused = refusal(name, content);
    expect(refused.message).toMatch(says);
    expect(refused.line).toBe(line);
    expect(refused.remedy).not.toBe("");
  });
});
