import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { sayReason } from "@/lib/contract/reasons";
import { sha256 } from "@/lib/hash";
import { LIMITS } from "./confined";
import { buildEnvironment } from "./environment";
import { madeImage } from "./image.testing";
import { confine } from "./jail";
import type { Built } from "./recipe";

const room = mkdtempSync(join(tmpdir(), "pedigree-images-"));
const cache = join(room, "cache");
const images: { readonly digest: string; readonly remove: () => void }[] = [];

beforeAll(() => chmodSync(room, 0o755));
afterAll(() => {
  for (const { remove } of images) {
    remove();
  }
  rmSync(room, { recursive: true, force: true });
});

function made(...asked: Parameters<typeof madeImage>): string {
  const image = madeImage(...asked);
  images.push(image);
  return image.digest;
}

async function built(image: string): Promise<Built> {
  const found = await buildEnvironment({ image }, cache);
  if ("reasons" in found) {
    throw new Error(found.reasons.map(sayReason).join(" "));
  }
  return found;
}

async function refusal(image: string): Promise<string> {
  const found = await buildEnvironment({ image }, cache);
  return "reasons" in found ? found.reasons.map((each) => `${each.code}: ${sayReason(each)}`).join("\n") : "was built";
}

/** What a script prints in the image, with a file of ours beside it. */
async function printed(environment: Built, script: string): Promise<string> {
  const file = join(room, "given");
  writeFileSync(file, "a file of ours", { mode: 0o644 });
  const { path, shown, image, env = {} } = environment;
  const command = ["sh", "-c", script];
  const confined = { command, image, shown: { ...shown, "/in/given": file }, stdin: "/in/given", path, env };
  const ended = await confine({ ...confined, output: "stdout" }, room, { ...LIMITS, seconds: 60 });
  return "output" in ended ? Buffer.from(ended.output).toString("utf8").trim() : ended.said;
}

describe("an image that an engine has", () => {
  let image: string;
  beforeAll(() => {
    image = made(
      {
        "opt/score/version": "scores of May",
        "opt/score/bin/own": "#!/bin/sh\ncat /opt/score/private\n",
        "opt/score/private": "of root alone",
        "etc/os-release": "NAME=ours\n",
        "usr/share/x": "x",
      },
      {
        more(root) {
          chmodSync(join(root, "opt", "score", "bin", "own"), 0o700);
          chmodSync(join(root, "opt", "score", "private"), 0o600);
        },
        changes: ["ENV MODEL_HOME=/opt/score", "ENV PATH=/opt/score/bin:/bin", "USER 1000", 'ENTRYPOINT ["/bin/none"]'],
      },
    );
  });

  test("is the root of what runs, with its programs, its files, its variables and what it is given", async () => {
    const environment = await built(image);
    expect(await printed(environment, 'cat "$MODEL_HOME/version" /in/given; echo " $PATH"')).toBe(
      "scores of Maya file of ours /opt/score/bin:/bin:/usr/local/bin:/usr/bin:/bin",
    );
    expect(await printed(environment, "own; cat; ls /usr/bin || echo answer >/scratch/a; cat /scratch/a")).toBe(
      "of root alonea file of oursanswer",
    );
    expect((await printed(environment, "ls /")).split("\n")).toEqual(
      expect.arrayContaining(["bin", "dev", "etc", "in", "opt", "proc", "scratch", "usr"]),
    );
  });

  test("is read-only, and gives no rights: not this machine's files, no capability, no user but nobody", async () => {
    const environment = await built(image);
    expect(await printed(environment, "echo x >/opt/score/version || echo x >/etc/x || ls /old /out /image")).toMatch(
      /Read-only file system(.|\n)*Read-only file system(.|\n)*No such file/,
    );
    const status = await printed(
      environment,
      "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status; cat /proc/mounts",
    );
    expect(status.match(/^Cap\w+:\s+0{16}$/gm)).toHaveLength(5);
    expect(status).toMatch(/^NoNewPrivs:\s+1\nSeccomp:\s+2$/m);
    expect(
      await printed(environment, "cat /proc/1/environ; (cd /proc/1/root && ls) 2>&1; (cd /proc/1/cwd && ls) 2>&1; :"),
    ).not.toMatch(/usr/);
  });

  test("is unpacked once, and again where it was cut off", async () => {
    const first = await built(image);
    expect(await built(image)).toEqual(first);
    rmSync(first.kept, { recursive: true });
    const again = await built(image);
    expect(again.kept).not.toBe(first.kept);
    expect(await printed(again, "cat /opt/score/version")).toBe("scores of May");
  });
});

test("what is no file of an image is not made on this machine, and no volume of it is left", async () => {
  const volumes = () => execFileSync("podman", ["volume", "ls", "--quiet"], { encoding: "utf8" });
  const before = volumes();
  const image = made(
    { "opt/answer": "42" },
    {
      changes: ["VOLUME /opt/data"],
      more(root) {
        mkdirSync(join(root, "own", "dev"), { recursive: true });
        execFileSync("mkfifo", [join(root, "own", "pipe")]);
        if (process.getuid?.() === 0) {
          execFileSync("mknod", [join(root, "own", "dev", "memory"), "c", "1", "1"]);
        }
      },
    },
  );
  const environment = await built(image);
  expect(await printed(environment, "ls /own /own/dev; cat /opt/answer")).toBe("/own:\ndev\n\n/own/dev:\n42");
  expect(volumes()).toBe(before);
});

test("an image with variables that no program can be given is not built, and it is told why", async () => {
  expect(await refusal(made({}, { changes: [`ENV HUGE=${"x".repeat(110_000)}`] }))).toMatch(
    /its variables have more than/,
  );
});

test("an image whose files lead elsewhere leads nowhere but into itself", async () => {
  const secret = join(room, "secret");
  writeFileSync(secret, "the key", { mode: 0o644 });
  const hostile = made(
    { "etc/passwd": "of the image" },
    {
      more(root) {
        symlinkSync("/etc", join(root, "proc"));
        symlinkSync(room, join(root, "in"));
        symlinkSync(secret, join(root, "model"));
        symlinkSync("/", join(root, "scratch"));
        mkdirSync(join(root, " a name\nof two lines"));
        chmodSync(join(root, "bin", "id"), 0o4755);
      },
    },
  );
  const environment = await built(hostile);
  expect(await printed(environment, "cat /model || cat /in/secret || cat /proc/passwd; cat /etc/passwd")).toBe(
    "of the image",
  );
  expect(await printed(environment, "id -u; cat /proc/self/uid_map")).toMatch(/^0\s+0 65534 1$|^0\s+0\s+\d+\s+1$/);
  expect(readFileSync(secret, "utf8")).toBe("the key");
});

describe("nothing is run, and it is told why, where", () => {
  /** Nothing but these programs, which print what is said or fail with it, can be found. */
  function only(engines: Readonly<Record<string, string>>): void {
    const bin = mkdtempSync(join(room, "bin-"));
    for (const name of ["sh", "env", "setsid", "echo"]) {
      symlinkSync(`/usr/bin/${name}`, join(bin, name));
    }
    for (const [name, script] of Object.entries(engines)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    vi.stubEnv("PATH", bin);
  }
  afterEach(() => vi.unstubAllEnvs());
  const digest = sha256("no such image");
  const broken = "echo 'Error: the store is locked' >&2; exit 125";

  test("no engine has the image", async () => {
    const pull = `pull it by its digest (podman pull NAME@${digest}).`;
    expect(await refusal(digest)).toBe(`image_missing: The container image ${digest} is not on this machine: ${pull}`);
  });

  test("the one engine that answers has not the image", async () => {
    only({ podman: broken, docker: "echo" });
    expect(await refusal(digest)).toContain(`(docker pull NAME@${digest})`);
  });

  test("there is no engine", async () => {
    only({});
    expect(await refusal(digest)).toMatch(/^engine_missing: .*neither podman nor docker is on this machine/);
  });

  test("the engine does not answer as engines do", async () => {
    only({ podman: broken });
    expect(await refusal(digest)).toBe(
      "environment_not_built: The environment could not be built: podman: Error: the store is locked.",
    );
  });
});
