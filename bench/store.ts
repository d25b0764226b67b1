import { execFileSync } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { type Line, secondsOf } from "./measure";

const ROUNDS = 3;
const PIECE = 4 * 1024 * 1024;

/** Writes a file of `sizeBytes` random bytes; says its digest. */
export function makeFile(path: string, sizeBytes: number): Digest {
  const file = openSync(path, "wx");
  const hash = createHash("sha256");
  for (let left = sizeBytes; left > 0; left -= PIECE) {
    const piece = randomFillSync(new Uint8Array(Math.min(left, PIECE)));
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return Digest.parse(hash.digest("hex"));
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: "ignore" });
}

/** Puts a file into a directory of blobs, against `sha256sum` and `cp` of the same file; the best of some rounds of each. */
export async function measureStore(sizeBytes: number, name: string): Promise<Line[]> {
  const room = mkdtempSync(join(tmpdir(), "pedigree-bench-"));
  const [file, copy] = [join(room, "file"), join(room, "copy")];
  try {
    const digest = makeFile(file, sizeBytes);
    const [ours, floor]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(
        await secondsOf(async () => {
          run("sha256sum", file);
          run("cp", file, copy);
        }),
      );
      const root = join(room, `store-${round}`);
      ours.push(await secondsOf(() => new DirectoryStore(root).put({ digest, sizeBytes }, createReadStream(file))));
      rmSync(root, { recursive: true });
      rmSync(copy);
    }
    const [best, raw] = [Math.min(...ours), Math.min(...floor)];
    const rate = (seconds: number) => `${(sizeBytes / 1e6 / seconds).toFixed(0)} MB/s`;
    const what = `hashing and storing ${name}, against sha256sum and cp`;
    return [{ what, ours: rate(best), floor: rate(raw), ratio: raw / best, goal: { atLeast: 0.7 } }];
  } finally {
    rmSync(room, { recursive: true });
  }
}
