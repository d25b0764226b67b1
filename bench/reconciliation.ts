import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Digest } from "@/graph-schema/values";
import { hexOf, pathOf } from "@/lib/artifacts/store";
import type { Line } from "./measure";
import type { Stage } from "./stage";
import { makeFile } from "./store";

const SMALL_BYTES = 2_000;
const LONG_BYTES = 1e9;
const Result = z.object({ seconds: z.number(), megabytes: z.array(z.number()) });
type Result = z.infer<typeof Result>;

/** How much there is to compare. */
export interface Amount {
  readonly smallBlobs: number;
  /** Of a gigabyte each. */
  readonly longBlobs: number;
}

function inProcess({ app, floor }: Stage, what: string, from = 0): Result {
  const program = join(import.meta.dirname, "reconciler.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, what, String(from)], {
    encoding: "utf8",
    env: {
      ...process.env,
      ...floor.environment,
      PEDIGREE_HOME: app.home,
      PEDIGREE_RECONCILE_MB_PER_SECOND: "100000",
      MALLOC_ARENA_MAX: "2",
    },
  });
  if (status !== 0) {
    throw new Error(`the reconciler ended with ${status}: ${stderr}`);
  }
  return Result.parse(JSON.parse(stdout));
}

function folderOf(root: string, digest: Digest): string {
  const folder = join(root, "sha256", hexOf(digest).slice(0, 2));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function makeLong(root: string, blobs: number): void {
  for (let made = 0; made < blobs; made++) {
    const file = join(mkdtempSync(join(root, "bench-")), "file");
    const digest = makeFile(file, LONG_BYTES);
    folderOf(root, digest);
    renameSync(file, join(root, pathOf(digest)));
  }
}

function makeSmall(root: string, blobs: number): void {
  for (let made = 0; made < blobs; made++) {
    const bytes = randomBytes(SMALL_BYTES);
    const digest = Digest.parse(createHash("sha256").update(bytes).digest("hex"));
    folderOf(root, digest);
    writeFileSync(join(root, pathOf(digest)), bytes);
  }
}

/** What one run comes to, against the plain loop before and after it; and whether its memory grew while it ran. */
function compared(stage: Stage, name: string, mode: "full" | "incremental", from: number): Line[] {
  inProcess(stage, "attach");
  const before = inProcess(stage, "loop", from);
  const { seconds, megabytes } = inProcess(stage, mode);
  const floor = Math.min(before.seconds, inProcess(stage, "loop", from).seconds);
  const half = Math.floor(megabytes.length / 2);
  const [early, late] = [Math.max(...megabytes.slice(0, half)), Math.max(...megabytes.slice(half))];
  const parts = [0.1, 0.25, 0.5, 0.75, 1].map((share) => megabytes[Math.ceil(share * megabytes.length) - 1] ?? 0);
  return [
    {
      what: `reconciling ${name}, against a loop that reads and hashes`,
      ours: `${seconds.toFixed(1)} s`,
      floor: `${floor.toFixed(1)} s`,
      ratio: floor / seconds,
      goal: { atLeast: name.includes("GB") ? 0.7 : 0.2 },
    },
    {
      what: `its memory, most in the second half (${parts.map((each) => each.toFixed(0)).join(", ")} MB on the way)`,
      ours: `${late.toFixed(0)} MB`,
      floor: `${early.toFixed(0)} MB`,
      ratio: late / early,
      goal: { atMost: 1.2 },
    },
  ];
}

/** Compares store and record of the app: some long blobs first, then many small ones that are new. */
export async function measureReconciliation(stage: Stage, { smallBlobs, longBlobs }: Amount): Promise<Line[]> {
  const root = join(stage.app.home, "artifacts");
  mkdirSync(root, { recursive: true });
  makeLong(root, longBlobs);
  const long = compared(stage, `${longBlobs} GB`, "full", 0);
  const from = Date.now();
  makeSmall(root, smallBlobs);
  return [...long, ...compared(stage, `${smallBlobs.toLocaleString("en")} small blobs`, "incremental", from)];
}
