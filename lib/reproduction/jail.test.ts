import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sayReason } from "@/lib/contract/reasons";
import { LIMITS, type Limits } from "./confined";
import { confine } from "./jail";
import { memoryGroup } from "./memory-group";
import { processesWith } from "./processes.testing";

const room = mkdtempSync(join(tmpdir(), "pedigree-jail-"));
const secret = join(room, "keys", "secret");
const SMALL: Limits = {
  ...LIMITS,
  seconds: 60,
  cpuSeconds: 2,
  memoryBytes: 512 * 1024 ** 2,
  processes: 16,
  scratchBytes: 8 * 1024 ** 2,
  outputBytes: 1024 ** 2,
};

beforeAll(() => {
  chmodSync(room, 0o755);
  mkdirSync(join(room, "keys"));
  writeFileSync(secret, "the key", { mode: 0o644 });
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

interface Asked {
  readonly output?: string;
  readonly limits?: Partial<Limits>;
  readonly shown?: Readonly<Record<string, string>>;
}

/** Whether this user may make control groups of memory. */
const group = memoryGroup(1024 ** 3);
const canGroup = group !== undefined;
await group?.remove();

/** The control groups that this process made and that are still there. */
function groupsLeft(): string {
  const args = ["/sys/fs/cgroup", "-type", "d", "-name", `pedigree-${process.pid}-*`];
  return spawnSync("find", args, { encoding: "utf8" }).stdout;
}

/** Runs a hostile script; with what it printed, or the codes of the reasons why it came to nothing. */
async function attempt(script: string, { output = "stdout", limits = {}, shown: more = {} }: Asked = {}) {
  const file = join(room, `${randomUUID()}.sh`);
  writeFileSync(file, script, { mode: 0o644 });
  const shown = { "/in/script": file, ...more };
  const confined = { command: ["sh", "/in/script"], shown, stdin: "/dev/null", output, path: [], env: {} };
  const ended = await confine(confined, room, { ...SMALL, ...limits });
  return "output" in ended
    ? { printed: Buffer.from(ended.output).toString("utf8"), codes: [], said: ended.said }
    : {
        printed: "",
        codes: ended.reasons.map(({ code }) => code),
        said: ended.said,
        ...(ended.reasons[0]?.params.limit === undefined ? {} : { limit: ended.reasons[0].params.limit }),
      };
}

describe("a hostile command", () => {
  test("has nothing of the caller's environment", async () => {
    vi.stubEnv("PEDIGREE_TOKEN", "a token of the caller");
    const { printed } = await attempt("env; cat /proc/*/environ | tr '\\0' '\\n'");
    vi.unstubAllEnvs();
    expect(printed).not.toContain("a token of the caller");
    const names = new Set([...printed.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));
    expect([...names].sort()).toEqual(
      ["HOME", "LC_ALL", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "TZ"].filter((name) =>
        names.has(name),
      ),
    );
  });

  test("reaches no network, not even this machine's own", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    const heard = vi.fn();
    server.on("connection", heard);
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { printed } = await attempt(
      `bash -c 'echo hello >/dev/tcp/127.0.0.1/${port}' 2>&1; bash -c 'echo hello >/dev/tcp/192.0.2.1/80' 2>&1; tail -n +3 /proc/net/dev | grep -vc lo:; true`,
    );
    server.close();
    expect(heard).not.toHaveBeenCalled();
    expect(printed.match(/connect: Network is unreachable/g)).toHaveLength(2);
    expect(printed.trim().split("\n").at(-1)).toBe("0");
  });

  test("sees no file but those of the system and what is shown to it, and changes none", async () => {
    const { printed } = await attempt(
      `cat ${secret} /proc/1/root${secret} /etc/passwd /etc/shadow /old/etc/passwd 2>&1; ls -A / /in /old /scratch
       cd / && cat ../../../..${secret} 2>&1
       for each in /usr/x /in/script /x /etc/x /dev/x; do (echo broken >$each) 2>/dev/null && echo wrote $each; done
       mount -t tmpfs tmpfs /usr 2>/dev/null && echo mounted; umount /usr 2>/dev/null && echo unmounted
       mount -o remount,rw /usr 2>/dev/null && echo remounted; chroot /usr true 2>/dev/null && echo rooted; true`,
    );
    expect(printed).not.toMatch(/the key|root:|^(wrote|mounted|unmounted|remounted|rooted)/m);
    const listed = printed.slice(printed.indexOf("/:\n")).split("\n\n").join("\n");
    expect(listed).toMatch(/\/in:\nscript\n/);
    expect(listed).not.toMatch(/\n(home|root|tmp|var|run|work|opt)\n/);
    expect(readFileSync(secret, "utf8")).toBe("the key");
  });

  test("has no capability, and no way to get one in a namespace of its own", async () => {
    const { printed } = await attempt(
      "grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status; unshare --user true 2>/dev/null && echo again; nsenter --target 1 --mount true 2>/dev/null && echo entered; echo done",
    );
    expect(printed.match(/Cap\w+:\s+0{16}/g)).toHaveLength(5);
    expect(printed).toMatch(/NoNewPrivs:\s+1\ndone\n$/);
  });

  test("sees and ends no process but its own", async () => {
    const { printed } = await attempt(
      `kill -KILL ${process.pid} 2>&1; kill -KILL 1; ls /proc | grep -c '^[0-9]'; echo alive`,
    );
    expect(printed).toContain("alive");
    expect(Number(/^(\d+)\nalive/m.exec(printed)?.[1])).toBeLessThan(8);
  });

  test("that forks without end gets no further than its limit, and leaves nothing behind", async () => {
    const mark = randomUUID();
    const { codes, said } = await attempt(
      `count=0; while [ $count -lt 200 ]; do sh -c 'sleep 600' ${mark} & count=$((count+1)); done; echo started`,
      { limits: { seconds: 20 } },
    );
    expect(codes).toEqual(["command_failed"]);
    expect(said).toContain("fork");
    expect(processesWith(mark)).toEqual([]);
  });

  test("that bombs is ended when its time is over, with every process that it made", async () => {
    const started = Date.now();
    const mark = `0.${started}`;
    // What needs no further process goes on beside a bomb.
    const { codes } = await attempt(`bomb() { bomb | bomb & }; bomb; exec sleep 600 ${mark}`, {
      limits: { seconds: 4 },
    });
    expect(codes).toEqual(["command_timed_out"]);
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(processesWith(mark)).toEqual([]);
  });

  test("that counts for ever is ended by its limit of CPU time", async () => {
    expect((await attempt("while :; do :; done")).codes).toEqual(["command_killed"]);
  });

  test("that leaves a process behind does not live on in it", async () => {
    const mark = randomUUID();
    const { printed } = await attempt(
      `setsid sh -c 'trap "" TERM HUP; sleep 600' ${mark} </dev/null >/dev/null 2>&1 & echo left`,
    );
    expect(printed).toBe("left\n");
    expect(processesWith(mark)).toEqual([]);
  });

  test("that takes all memory is refused it", async () => {
    const python = "b = bytearray(2 * 1024 ** 3)";
    const { codes } = await attempt(
      `perl -e 'my $x = "x" x (2 * 1024 ** 3); print length $x' || exit 9; : '${python}'`,
    );
    expect(codes).toEqual(["command_failed"]);
  });

  test.runIf(canGroup)("whose many processes take all memory together is ended", async () => {
    const hog = "perl -e 'my $x = \"x\" x (150 * 1024 ** 2); sleep 20' &";
    const { codes, limit } = await attempt(`${hog.repeat(8)} wait`, { limits: { memoryBytes: 300 * 1024 ** 2 } });
    expect(codes).toEqual(["command_killed"]);
    expect(limit).toBe("memory of all its processes together");
  });

  test.runIf(process.arch === "x64")("gets at nothing of the kernel that no scoring needs", async () => {
    const calls = {
      "ptrace 101, 0, 0, 0, 0": 1,
      "unshare 272, 0": 1,
      "keyctl 250, 0, -3, 0": 1,
      "add_key 248, 0, 0, 0, 0, 0": 1,
      "io_uring_setup 425, 1, 0": 1,
      "userfaultfd 323, 1": 1,
      "perf_event_open 298, 0, 0, -1, -1, 0": 1,
      "bpf 321, 0, 0, 0": 1,
      "mount 165, 0, 0, 0, 0, 0": 1,
      "setns 308, 0, 0": 1,
      "clone_newuser 56, 0x10000011, 0, 0, 0, 0": 1,
      "clone3 435, 0, 0": 38,
      "of_tomorrow 500, 0": 38,
      "netlink 41, 16, 3, 0": 97,
      "packet 41, 17, 3, 0": 97,
      "algorithms 41, 38, 5, 0": 97,
      "vsock 41, 40, 1, 0": 97,
      "unix 41, 1, 1, 0": 0,
    };
    const lines = Object.keys(calls).map((each) => {
      const [name, ...numbers] = each.replaceAll(",", "").split(" ");
      return `$! = 0; print "${name} ", (syscall(${numbers.join(", ")}) < 0 ? $! + 0 : 0), "\\n";`;
    });
    const { printed } = await attempt(`perl -e '${lines.join("\n")}'; grep Seccomp: /proc/self/status`);
    const expected = Object.entries(calls).map(([each, error]) => `${each.split(" ")[0]} ${error}`);
    expect(printed.trim().split("\n")).toEqual([...expected, "Seccomp:\t2"]);
  });

  test("becomes nobody else by a program that belongs to somebody else", async () => {
    const [program, closed] = [join(room, "cat"), join(room, "closed")];
    copyFileSync("/bin/cat", program);
    chmodSync(program, 0o4755);
    writeFileSync(closed, "the key", { mode: 0o600 });
    const shown = { "/in/cat": program, "/in/closed": closed };
    const { printed } = await attempt("/in/cat /in/script >/dev/null && echo runs; /in/cat /in/closed 2>&1; true", {
      shown,
    });
    // Whoever runs it without being root owns the file themselves, and shows it.
    expect(printed).toMatch(process.getuid?.() === 0 ? /^runs\n.*Permission denied\n$/ : /^runs\n/);
  });

  test("does not learn the machine's name", async () => {
    expect((await attempt("uname -n")).printed).toBe("jail\n");
  });

  test("changes nothing of the machine by way of /proc", async () => {
    const { printed } = await attempt(
      `for each in sysrq-trigger sys/kernel/core_pattern sys/kernel/hostname sys/user/max_user_namespaces sys/vm/drop_caches 1/mem 1/oom_score_adj; do
         (echo 1 >/proc/$each) 2>/dev/null && echo wrote $each
       done; ls /proc/1/root/ 2>/dev/null; head -c 1 /proc/kcore /proc/1/mem 2>/dev/null; echo done`,
    );
    expect(printed).toBe("done\n");
  });

  test("changes no byte of its inputs, by whatever way", async () => {
    const folder = join(room, "inputs");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "model"), "as recorded", { mode: 0o666 });
    chmodSync(folder, 0o777);
    const { printed } = await attempt(
      `cd /in/inputs
       for each in 'echo x >model' 'echo x >>model' 'echo x >new' 'rm model' 'mv model other' 'chmod 777 model' 'ln model link' 'truncate -s 0 model' 'touch model' 'exec 4<>model'; do
         (eval "$each") 2>/dev/null && echo "$each"
       done; cat model`,
      { shown: { "/in/inputs": folder } },
    );
    expect(printed).toBe("as recorded");
    expect(readdirSync(folder)).toEqual(["model"]);
    expect(readFileSync(join(folder, "model"), "utf8")).toBe("as recorded");
  });

  test.each([
    ["prints without end", "while :; do echo 0123456789012345678901234567890123456789; done"],
    ["writes one huge file", "head -c 5000000 /dev/zero >answer || exit 153"],
  ])("that %s is ended by its limit", async (_, script) => {
    const { codes } = await attempt(script, { limits: { cpuSeconds: 20 } });
    expect(codes).toHaveLength(1);
    expect(codes[0]).toMatch(/^command_(killed|failed)$/);
  });

  test("that writes many files fills no disk but its own scratch", async () => {
    const { printed } = await attempt(
      "for n in 1 2 3 4 5 6 7 8 9 10 11 12; do head -c 1000000 /dev/zero >f$n 2>/dev/null || echo full; done; du -sm . | cut -f1",
    );
    expect(printed).toContain("full");
    expect(Number(printed.trim().split("\n").at(-1))).toBeLessThanOrEqual(9);
  });

  test.each([
    ["a link to what it may read", "ln -s /in/script answer"],
    ["a link to what is outside", `ln -s ${secret} answer`],
    ["a link that leads nowhere", "ln -s /nowhere answer"],
    ["a pipe", "mkfifo answer"],
    ["a directory", "mkdir answer"],
  ])("that leaves %s as its output has none", async (_, script) => {
    expect((await attempt(script, { output: "answer" })).codes).toEqual(["output_not_plain"]);
  });

  test("that puts a link on the way to its output has none", async () => {
    const { codes } = await attempt("mkdir real && echo 1 >real/answer && ln -s real below", {
      output: "below/answer",
    });
    expect(codes).toEqual(["output_not_plain"]);
  });

  test("that writes nothing, or fails, is told as such with what it said", async () => {
    expect((await attempt(":", { output: "answer" })).codes).toEqual(["output_missing"]);
    expect(await attempt("echo because >&2; exit 3")).toEqual({
      printed: "",
      codes: ["command_failed"],
      said: "because\n",
    });
  });
});

test("a well-behaved command reads its input and what it writes comes back, byte for byte", async () => {
  const input = join(room, "input.bin");
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256));
  writeFileSync(input, bytes, { mode: 0o644 });
  const shown = { "/in/input": input };
  const confined = {
    command: ["sh", "-c", "cat >answer"],
    shown,
    stdin: "/in/input",
    output: "answer",
    path: [],
    env: {},
  };
  const ended = await confine(confined, room, SMALL);
  expect("output" in ended && Buffer.from(ended.output).equals(bytes)).toBe(true);
});

test("nothing is run where the machine gives no isolation, and it is told what to do", () => {
  // In a user namespace whose users are not mapped nobody may make another one, whoever runs this test.
  const program = join(import.meta.dirname, "confine.testing.ts");
  const args = ["--user", process.execPath, "--import", "tsx", program, room, "true"];
  const ended = JSON.parse(execFileSync("unshare", args, { encoding: "utf8", env: { ...process.env, TMPDIR: room } }));
  expect(ended).toMatchObject({ reasons: [{ code: "isolation_missing" }] });
  expect(sayReason(ended.reasons[0])).toContain("user.max_user_namespaces");
});

test("a folder that whoever calls holds open is closed to the command, however high its number", () => {
  const program = join(import.meta.dirname, "confine.testing.ts");
  const script = 'exec 200<"$1" 251<"$2"; shift 2; exec "$@"';
  const confining = [
    process.execPath,
    "--import",
    "tsx",
    program,
    room,
    "sh",
    "-c",
    "ls /proc/self/fd; ls /proc/self/fd/200/",
  ];
  const { stdout } = spawnSync("bash", ["-c", script, "bash", room, secret, ...confining], { encoding: "utf8" });
  const ended = JSON.parse(stdout);
  expect(ended).toMatchObject({ reasons: [{ code: "command_failed" }] });
  expect(ended.said).toMatch(/200\/?'?: No such file or directory/);
  const listed = [process.execPath, "--import", "tsx", program, room, "ls", "/proc/self/fd"];
  const all = spawnSync("bash", ["-c", script, "bash", room, secret, ...listed], { encoding: "utf8" });
  expect(Buffer.from(JSON.parse(all.stdout).output.data).toString("utf8")).toBe("0\n1\n2\n3\n");
});

test("a command does not outlive whoever had it run, even when that is killed", async () => {
  const mark = randomUUID();
  const own = mkdtempSync(join(room, "killed-"));
  const args = [
    "--import",
    "tsx",
    join(import.meta.dirname, "confine.testing.ts"),
    own,
    "sh",
    "-c",
    "sleep 600; :",
    mark,
  ];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const confined = () => processesWith(mark).filter((id) => id !== String(child.pid));
  // More than those that make the namespaces: the command itself.
  await vi.waitFor(() => expect(confined().length).toBeGreaterThan(2), 30_000);
  child.kill("SIGKILL");
  await vi.waitFor(() => expect(confined()).toEqual([]), 10_000);
});

test("a command is ended by its signal with every process that it made, its group and its root", async () => {
  const mark = randomUUID();
  const ending = new AbortController();
  const script = `setsid sh -c 'trap "" TERM HUP INT; sleep 600; :' ${mark} & sh -c 'sleep 600; :' ${mark}`;
  const confined = {
    command: ["sh", "-c", script],
    shown: {},
    stdin: "/dev/null",
    output: "stdout",
    path: [],
    env: {},
  };
  const running = confine(confined, room, SMALL, ending.signal);
  const ended = expect(running).rejects.toThrow("not wanted any more");
  await vi.waitFor(() => expect(processesWith(`sleep 600; :\0${mark}`)).toHaveLength(2), 20_000);
  ending.abort(new Error("not wanted any more"));
  await ended;
  await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), 5_000);
  expect(groupsLeft()).toBe("");
  await expect(confine(confined, room, SMALL, ending.signal)).rejects.toThrow("not wanted any more");
});

test("nothing is mounted, and nothing is left, where it ran", () => {
  expect(execFileSync("mount", { encoding: "utf8" })).not.toContain(room);
  expect(readdirSync(room).filter((name) => name.startsWith("root-"))).toEqual([]);
});
