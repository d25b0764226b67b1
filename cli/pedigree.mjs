#!/usr/bin/env node
// Plain JavaScript without dependencies: it must run on a clone that has no node_modules yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const LOCKFILE = join(ROOT, "package-lock.json");
const MODULES = join(ROOT, "node_modules");
const STAMP = join(MODULES, ".pedigree-lock");
/** Names the process that installs: two at once would take each other's files away. */
const INSTALLING = join(ROOT, ".pedigree", "installing");
const REMINDER_MS = 10_000;
const LOOK_MS = 200;

function refuse(message, remedy) {
  console.error(`${message}\n${remedy}`);
  process.exit(1);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    refuse(
      `Pedigree needs Node.js 20.19 or later; this is ${process.versions.node}.`,
      "Install a newer one (https://nodejs.org, or `nvm install 20`) and run the command again.",
    );
  }
}

function lockDigest() {
  return createHash("sha256").update(readFileSync(LOCKFILE)).digest("hex");
}

/** Were the dependencies installed from the lock file as it is now, by us or by somebody who ran npm? */
function isInstalled() {
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockDigest()) {
    return true;
  }
  const installed = join(MODULES, ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

function npm(args) {
  return new Promise((settle) => {
    const child = spawn(process.platform === "win32" ? "npm.cmd" : "npm", args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", (error) => settle({ code: 127, output: error.message }));
    child.once("close", (code) => settle({ code, output }));
  });
}

async function install() {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  console.log("Installing the dependencies from package-lock.json (a minute or two; only when they changed) …");
  const reminder = setInterval(
    () => console.log(`Installing the dependencies: still at it after ${seconds()}`),
    REMINDER_MS,
  );
  const { code, output } = await npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  clearInterval(reminder);
  if (code !== 0) {
    refuse(
      `npm ci failed:\n${output.trimEnd().split("\n").slice(-15).join("\n")}`,
      "Check that this machine reaches the npm registry and that the disk has 1 GB free, then run the command again.",
    );
  }
  writeFileSync(STAMP, lockDigest());
  console.log(`Installing the dependencies: done in ${seconds()}`);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the right to install; false while another command has it. One that died while it installed loses it. */
function mayInstall() {
  mkdirSync(dirname(INSTALLING), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(INSTALLING, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
    return false;
  }
}

/** Was the right to install left behind by a process that died, perhaps before it put its name there? */
function isLeft() {
  try {
    const pid = Number(readFileSync(INSTALLING, "utf8"));
    return pid > 0 ? !isAlive(pid) : Date.now() - statSync(INSTALLING).mtimeMs > REMINDER_MS;
  } catch {
    // It was given back meanwhile.
    return false;
  }
}

/** Waits while another command installs. */
async function othersInstalled() {
  for (let waited = false; existsSync(INSTALLING); waited = true) {
    if (isLeft()) {
      rmSync(INSTALLING, { force: true });
      return;
    }
    if (!waited) {
      console.log("Another command installs the dependencies; waiting for it …");
    }
    await pause(LOOK_MS);
  }
}

requireNode();
await othersInstalled();
while (!isInstalled()) {
  if (mayInstall()) {
    await install();
    rmSync(INSTALLING, { force: true });
  } else {
    await othersInstalled();
  }
}
// The commands may be called from any folder; the state is always that of this clone.
process.env.PEDIGREE_HOME = process.env.PEDIGREE_HOME ? resolve(process.env.PEDIGREE_HOME) : join(ROOT, ".pedigree");
const { register } = await import("tsx/esm/api");
register({ tsconfig: join(ROOT, "tsconfig.json") });
const { main } = await import("./main.ts");
await main(process.argv);
