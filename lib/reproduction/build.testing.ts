import { readFileSync } from "node:fs";
import { buildEnvironment } from "./environment";

/** For tests: a program that builds the environment of a lockfile below a cache. */
const [lockfile = "", cache = ""] = process.argv.slice(2);
const asked = { python: null, node: null, extras: [], groups: [] };
buildEnvironment({ lockfile: readFileSync(lockfile, "utf8"), asked }, cache);
