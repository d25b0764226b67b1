import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive } from "./processes";

/** A control group that holds all processes of a run below one limit of memory. */
export interface MemoryGroup {
  /** The file into which a process writes its id to be held, with all that it starts. */
  readonly entrance: string;
  /** Was something in it ended because it wanted more? */
  readonly wasExceeded: () => boolean;
  readonly remove: () => Promise<void>;
}

/** What differs between the versions of control groups. */
interface Version {
  readonly root: string;
  /** The line of /proc/self/cgroup that tells where we are. */
  readonly ours: RegExp;
  readonly limit: string;
  /** Files that are there only on some machines, and what is written into them before the limit or after it. */
  readonly more: (bytes: number) => Readonly<Record<string, string>>;
  readonly events: string;
}

const VERSIONS: readonly Version[] = [
  {
    root: "/sys/fs/cgroup",
    ours: /^0::(.*)$/m,
    limit: "memory.max",
    more: () => ({ "memory.swap.max": "0", "memory.oom.group": "1" }),
    events: "memory.events",
  },
  {
    root: "/sys/fs/cgroup/memory",
    ours: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
    limit: "memory.limit_in_bytes",
    more: (bytes) => ({ "memory.memsw.limit_in_bytes": String(bytes) }),
    events: "memory.oom_control",
  },
];

const TRIES_TO_REMOVE = 100;

/** The groups below which one of ours may be made: the one that we are in, those above it. */
function parents({ root, ours }: Version): string[] {
  const path = ours.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1];
  const all: string[] = [];
  for (let at = join(root, path ?? "/"); at.startsWith(root); at = dirname(at)) {
    all.push(at);
  }
  return path === undefined ? [] : all;
}

function attempt(version: Version, parent: string, bytes: number): string | undefined {
  const folder = join(parent, `pedigree-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  try {
    // Where memory is not controlled below the parent there is no such file, and none can be made.
    writeFileSync(join(folder, version.limit), String(bytes), { flag: "r+" });
    for (const [name, value] of Object.entries(version.more(bytes))) {
      if (existsSync(join(folder, name))) {
        writeFileSync(join(folder, name), value);
      }
    }
    // Who may make a group may not therefore put a process into it.
    execFileSync("sh", ["-c", 'echo $$ >"$1"', "sh", join(folder, "cgroup.procs")], { stdio: "ignore" });
    return folder;
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}

/** The processes of it have ended, but the kernel may not be done with them. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0; tries < TRIES_TO_REMOVE && existsSync(folder); tries++) {
    try {
      rmdirSync(folder);
    } catch {
      await wait(20);
    }
  }
}

/** Takes away the groups of runs that were killed. The kernel keeps those in which something still runs. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const maker = /^pedigree-(\d+)-/.exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker))) {
      try {
        rmdirSync(join(parent, name));
      } catch {
        // It is in use, or somebody else took it away.
      }
    }
  }
}

/** A group for one run, of version 2 or 1, or undefined where this user may not make one. */
export function memoryGroup(bytes: number): MemoryGroup | undefined {
  for (const version of VERSIONS) {
    const there = existsSync(version.root) ? parents(version) : [];
    for (const parent of there) {
      const folder = attempt(version, parent, bytes);
      if (folder !== undefined) {
        sweep(parent);
        const events = join(folder, version.events);
        return {
          entrance: join(folder, "cgroup.procs"),
          wasExceeded: () => /^oom_kill [1-9]/m.test(readFileSync(events, "utf8")),
          remove: () => removed(folder),
        };
      }
    }
  }
  return undefined;
}
