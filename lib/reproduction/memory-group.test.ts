import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { memoryGroup } from "./memory-group";

const first = memoryGroup(1024 ** 2);
await first?.remove();

test.runIf(first)(
  "whoever makes a group takes those away that killed processes left, and none of the living",
  async () => {
    const parent = dirname(dirname(first?.entrance ?? ""));
    const { pid: dead } = spawnSync("true");
    const [left, living] = [join(parent, `pedigree-${dead}-left`), join(parent, `pedigree-${process.ppid}-living`)];
    mkdirSync(left);
    mkdirSync(living);
    try {
      const group = memoryGroup(1024 ** 2);
      expect([existsSync(left), existsSync(living), existsSync(group?.entrance ?? "")]).toEqual([false, true, true]);
      await group?.remove();
    } finally {
      rmdirSync(living);
    }
  },
);
