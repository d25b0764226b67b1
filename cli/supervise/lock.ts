import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SetupError } from "@/lib/errors";
import { isAlive } from "@/lib/reproduction/processes";
import type { Home } from "./home";

const Holder = z.object({ pid: z.int(), started: z.string(), url: z.string().optional() });
type Holder = z.infer<typeof Holder>;

/** When a process began, as the kernel counts it: a number that came back after a kill belongs to another process. */
function startOf(pid: number): string {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    return afterName.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** Does the holder still run? Of a process that nobody lets us look at only the number is known. */
function holds({ pid, started }: Holder): boolean {
  const since = startOf(pid);
  return isAlive(pid) && (since === started || since === "");
}

function fileIn(home: Pick<Home, "run">): string {
  return join(home.run, "supervisor.json");
}

/** The supervisor that runs on this state directory, if one does. */
function running(home: Pick<Home, "run">): Holder | undefined {
  const file = fileIn(home);
  if (!existsSync(file)) {
    return undefined;
  }
  try {
    const holder = Holder.parse(JSON.parse(readFileSync(file, "utf8")));
    return holds(holder) ? holder : undefined;
  } catch {
    // Half a file is what a kill in the middle of writing leaves.
    return undefined;
  }
}

/** The address of the app that runs on this state directory, if one does. */
export function runningAddress(home: Pick<Home, "run">): string | undefined {
  return running(home)?.url;
}

/** The claim of one supervisor on a state directory. */
export interface Claim {
  /** Tells other commands where the app answers. */
  announce(url: string): void;
  release(): void;
}

/** Claims the state directory for this process; what a killed supervisor left behind is no obstacle. */
export function claim(home: Home): Claim {
  const file = fileIn(home);
  const other = running(home);
  if (other) {
    throw new SetupError(
      `Pedigree already runs on ${home.path}: process ${other.pid}${other.url ? `, ${other.url}` : ", still starting"}.`,
      `Use that one, stop it (Ctrl-C there, or kill ${other.pid}), or set PEDIGREE_HOME to run a second one beside it.`,
    );
  }
  rmSync(file, { force: true });
  const me: Holder = { pid: process.pid, started: startOf(process.pid) };
  try {
    writeFileSync(file, JSON.stringify(me), { flag: "wx", mode: 0o600 });
  } catch {
    throw new SetupError(`Pedigree is being started on ${home.path} by somebody else right now.`, "Wait for that one.");
  }
  return {
    announce(url) {
      writeFileSync(`${file}.new`, JSON.stringify({ ...me, url }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}
