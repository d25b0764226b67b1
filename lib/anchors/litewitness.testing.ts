import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseEnv } from "@/lib/env";
import type { Witness } from "@/lib/env/values";
import { type Beside, freePort, goProgram, startBeside } from "@/lib/programs.testing";
import { base64, EMPTY_ROOT } from "@/lib/tlog/hash";
import { type VerifierKey, vkeyText } from "@/lib/tlog/note";

const run = promisify(execFile);

/** What litewitness keeps; its own tool for adding a log does not build, so the row is written here. */
const ADD_LOG = `
import sqlite3, sys
database, origin, root, key = sys.argv[1:]
with sqlite3.connect(database) as db:
  db.execute("CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL)")
  db.execute("CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin))")
  db.execute("INSERT INTO log VALUES (?, 0, ?)", (origin, root))
  db.execute("INSERT INTO key VALUES (?, ?)", (origin, key))
`;

/** A witness that is not ours: litewitness, with its key in an SSH agent. */
export interface LiteWitness {
  /** As it is configured: a `vkey@url` of PEDIGREE_WITNESSES. */
  readonly configured: string;
  readonly witness: Witness;
  /** Ends the program; what it has seen stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends everything. */
  remove(): Promise<void>;
}

async function agentWithKey(room: string): Promise<{ socket: string; fingerprint: string; pid: number }> {
  const socket = join(room, "agent");
  const key = join(room, "key");
  const { stdout: started } = await run("ssh-agent", ["-a", socket, "-s"]);
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  await run("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  const { stdout } = await run("ssh-keygen", ["-l", "-f", `${key}.pub`]);
  return { socket, fingerprint: stdout.split(" ")[1] ?? "", pid: Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]) };
}

/** Starts a witness called `name` that knows one log. */
export async function liteWitness(name: string, log: VerifierKey): Promise<LiteWitness> {
  const program = await goProgram("filippo.io/torchwood/cmd/litewitness", "v0.7.0");
  const room = mkdtempSync(join(tmpdir(), "pedigree-witness-"));
  const database = join(room, "witness.db");
  await run("python3", ["-c", ADD_LOG, database, log.name, base64(EMPTY_ROOT), vkeyText(log)]);
  const { socket, fingerprint, pid } = await agentWithKey(room);
  const port = await freePort();
  const flags = { name, db: database, "ssh-agent": socket, key: fingerprint, listen: `127.0.0.1:${port}` };
  const command = [program, ...Object.entries(flags).map(([flag, value]) => `-${flag}=${value}`)];
  let running: Beside | undefined;
  const start = async () => {
    running = await startBeside(command, port);
  };
  await start();
  const vkey = /vkey=(\S+)/.exec(running?.printed() ?? "")?.[1];
  const configured = `${vkey}@http://127.0.0.1:${port}/`;
  const [witness] = parseEnv({ PEDIGREE_WITNESSES: configured }).anchors.witnesses;
  if (!witness) {
    throw new Error(`litewitness said no key: ${running?.printed()}`);
  }
  const stop = async () => running?.stop();
  return {
    configured,
    witness,
    start,
    stop,
    async remove() {
      await stop();
      process.kill(pid);
      rmSync(room, { recursive: true });
    },
  };
}
