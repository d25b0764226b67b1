#!/usr/bin/env node
// Plain JavaScript without dependencies: it must run on a clone that has no node_modules yet.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
