import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import type { Home } from "./home";
import { isFree } from "./ports";

const PORTS_TRIED = 50;
// The kernel's limit for the path of a unix socket, less a margin.
const LONGEST_SOCKET_PATH = 100;

/** Free for a browser that tries both addresses of `localhost`, one after the other. */
async function isFreeForBrowsers(port: number): Promise<boolean> {
  return (await isFree(port)) && ((await isFree(port, "::1")) || !(await isFree(0, "::1")));
}

/** The port that was asked for, or else the first free one from 3000 on. */
async function choosePort(wanted: number, isExplicit: boolean): Promise<number> {
  if (isExplicit && !(await isFreeForBrowsers(wanted))) {
    throw new SetupError(
      `Port ${wanted} is taken by another program.`,
      "Stop that one, set PORT to another, or leave PORT out: then the next free port is taken.",
    );
  }
  for (let port = wanted; port < wanted + PORTS_TRIED; port += 1) {
    if (await isFreeForBrowsers(port)) {
      return port;
    }
  }
  throw new SetupError(`The ports ${wanted} to ${wanted + PORTS_TRIED - 1} are all taken.`, "Set PORT to a free one.");
}

/** The key process's socket: below the state directory, or elsewhere where that path would be too long. */
export function socketPath(home: Home): string {
  const usual = join(home.run, "signer.sock");
  if (Buffer.byteLength(usual) <= LONGEST_SOCKET_PATH) {
    return usual;
  }
  const short = join(tmpdir(), `pedigree-${createHash("sha256").update(home.path).digest("hex").slice(0, 12)}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  return join(short, "signer.sock");
}

/** Settles where this installation answers, before any process is started, and puts it into the environment of all. */
export async function settleAddress(home: Home): Promise<{ local: string; public: string }> {
  const { port: wanted, publicUrl } = parseEnv(process.env);
  const port = await choosePort(wanted, Boolean(process.env.PORT));
  const url = process.env.PUBLIC_URL ? publicUrl : `http://localhost:${port}`;
  Object.assign(process.env, {
    PORT: String(port),
    PUBLIC_URL: url,
    PEDIGREE_HOME: home.path,
    PEDIGREE_SIGNER: process.env.PEDIGREE_SIGNER || socketPath(home),
  });
  return { local: `http://127.0.0.1:${port}`, public: url };
}
