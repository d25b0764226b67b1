import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this clone. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where one installation keeps its state. Nothing outside of it is written, so two clones never meet. */
export interface Home {
  readonly path: string;
  readonly neo4j: string;
  readonly keys: string;
  readonly secrets: string;
  readonly run: string;
  readonly logs: string;
}

/** Opens the state directory, readable by its owner alone. */
export function openHome(path: string = process.env.PEDIGREE_HOME || join(ROOT, ".pedigree")): Home {
  const home = resolve(path);
  const at = (name: string) => join(home, name);
  const opened = {
    path: home,
    neo4j: at("neo4j"),
    keys: at("keys"),
    secrets: at("secrets"),
    run: at("run"),
    logs: at("logs"),
  };
  for (const directory of Object.values(opened)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  return opened;
}

/** The secret kept in `file`; made once, and safely on disk before anybody uses it. */
export function secret(file: string): string {
  if (!existsSync(file)) {
    const handle = openSync(file, "wx", 0o600);
    writeSync(handle, randomBytes(32).toString("base64url"));
    fsyncSync(handle);
    closeSync(handle);
  }
  return readFileSync(file, "utf8");
}
