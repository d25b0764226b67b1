import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ENDS_WITH_PARENT, startChild } from "./child";
import { ROOT } from "./home";

test("a rehearsal ends by itself while its supervisor goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pedigree-rehearsal-"));
  const child = startChild({
    name: "rehearsal",
    command: process.execPath,
    args: [...ENDS_WITH_PARENT, join(ROOT, "cli", "pedigree.mjs"), "rehearse", join(folder, "home")],
    env: process.env,
    log: join(folder, "rehearsal.log"),
  });
  expect(await child.ended, child.lastLines()).toEqual({ code: 0, signal: null });
}, 600_000);
