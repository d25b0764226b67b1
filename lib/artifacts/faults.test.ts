import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { IS_LONG } from "@/lib/runs.testing";
import { gathered, pieces, refOf } from "./bytes.testing";
import { DirectoryStore } from "./directory";
import { killedHalfway, program } from "./program.testing";
import { Uploads } from "./uploads";

const room = mkdtempSync(join(tmpdir(), "pedigree-faults-"));
const DAY_MS = 86_400_000;
let mounted: string | undefined;

afterAll(() => {
  if (mounted) {
    execFileSync("umount", [mounted]);
  }
  rmSync(room, { recursive: true });
});

/** The blobs of a store that are not what they are called. */
function wrongBlobs(root: string): string[] {
  const folder = join(root, "sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ name, parentPath }) => {
    const found = createHash("sha256")
      .update(readFileSync(join(parentPath, name)))
      .digest("hex");
    return found === name ? [] : [name];
  });
}

describe("kill -9", () => {
  test("during a put leaves no blob that is not whole, and none missing that was said to be in", async () => {
    const root = join(room, "killed");
    mkdirSync(join(root, "sha256"), { recursive: true });
    const said: string[] = [];
    for (let round = 0; round < (IS_LONG ? 100 : 3); round++) {
      const { child, lines, ended } = program("kill", root, "20000000", String(round * 1_000));
      while (!lines.some((line) => line.startsWith("stored"))) {
        await pause(5);
      }
      await pause(Math.random() * 150);
      child.kill("SIGKILL");
      await ended;
      said.push(...lines.flatMap((line) => /^stored sha256:(.+)/.exec(line)?.[1] ?? []));
    }
    expect(wrongBlobs(root)).toEqual([]);
    for (const hex of said) {
      expect(readdirSync(join(root, "sha256", hex.slice(0, 2)))).toContain(hex);
    }
    const store = new DirectoryStore(root);
    await store.sweep(Date.now() + 2 * DAY_MS);
    expect(readdirSync(join(root, "incoming"))).toEqual([]);
  });
});

test("kill -9 in the middle of a put leaves a file beside that is no blob to anybody, and that is swept a day later", async () => {
  const root = join(room, "half");
  const digest = await killedHalfway(root, 40_000_000);
  const store = new DirectoryStore(root);
  expect(await store.sizeOf(digest)).toBeUndefined();
  expect(await store.open(digest)).toBeUndefined();
  for await (const { name } of store.list()) {
    expect(name).toBe("none is listed");
  }
  await store.sweep(Date.now());
  expect(readdirSync(join(root, "incoming"))).toHaveLength(1);
  await store.sweep(Date.now() + 2 * DAY_MS);
  expect(readdirSync(join(root, "incoming"))).toEqual([]);
});

describe("an upload that was cut off", () => {
  const uploads = new Uploads(join(room, "uploads"), 7);
  const bytes = randomBytes(1_000);
  const wanted = { project: "p", account: "a", ...refOf(bytes) };

  test("goes on from the parts that are there, and knows none of which only a part came", async () => {
    const { id } = await uploads.begin(wanted);
    const found = await new Uploads(join(room, "uploads"), 7).find("p", id, "a");
    expect(found).toMatchObject({ digest: wanted.digest, account: "a" });
    expect(await uploads.begin(wanted)).toEqual(found);
    expect(await uploads.find("p", id, "b")).toBeUndefined();
    expect(await uploads.find("other", id, "a")).toBeUndefined();
    const upload = found ?? (await uploads.begin(wanted));
    const torn = (async function* () {
      yield bytes.subarray(0, 10);
      throw new Error("the connection is gone");
    })();
    await expect(uploads.putPart(upload, 1, torn)).rejects.toThrow("the connection is gone");
    expect(await uploads.present(upload)).toEqual([]);
    await Promise.all([uploads.putPart(upload, 1, pieces(bytes)), uploads.putPart(upload, 1, pieces(bytes, [7]))]);
    expect(await uploads.present(upload)).toEqual([1]);
    expect((await gathered(uploads.bytes(upload))).equals(bytes)).toBe(true);
  });

  test("is forgotten when nothing came for as long as is configured", async () => {
    const [old, young] = [await uploads.begin(wanted), await uploads.begin({ ...wanted, account: "b" })];
    const then = new Date(Date.now() - 8 * DAY_MS);
    utimesSync(join(room, "uploads", "p", old.id), then, then);
    expect(await uploads.sweep(Date.now())).toBe(1);
    expect(await uploads.find("p", old.id, "a")).toBeUndefined();
    expect(await uploads.find("p", young.id, "b")).toBeDefined();
  });
});

/** A disk of four megabytes; undefined where this machine lets us make none. */
function smallDisk(): string | undefined {
  const path = join(room, "small");
  mkdirSync(path);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", path], { stdio: "ignore" });
    mounted = path;
    return path;
  } catch {
    return undefined;
  }
}

const disk = smallDisk();

test.skipIf(disk === undefined)(
  "a full disk takes no blob in, keeps those that are in, and goes on when there is room",
  async () => {
    const root = join(disk ?? room, "store");
    const store = new DirectoryStore(root);
    const [small, big] = [randomBytes(1_000_000), randomBytes(5_000_000)];
    await store.put(refOf(small), pieces(small));
    await expect(store.put(refOf(big), pieces(big, [1_000_000, 2_000_000, 3_000_000]))).rejects.toMatchObject({
      name: "StoreFailure",
      code: "store_full",
    });
    expect([wrongBlobs(root), readdirSync(join(root, "incoming"))]).toEqual([[], []]);
    expect((await gathered(await store.open(refOf(small).digest))).equals(small)).toBe(true);
    writeFileSync(join(disk ?? room, "filler"), randomBytes(2_500_000));
    const other = randomBytes(1_000_000);
    await expect(store.put(refOf(other), pieces(other))).rejects.toMatchObject({ code: "store_full" });
    rmSync(join(disk ?? room, "filler"));
    await store.put(refOf(other), pieces(other));
    expect(wrongBlobs(root)).toEqual([]);
  },
);

test("a big file is uploaded, taken in and read back in less than 200 MB of memory", async () => {
  const sizeBytes = IS_LONG ? 5_000_000_000 : 300_000_000;
  const { lines, ended } = program("size", join(room, "big"), String(sizeBytes));
  await ended;
  const measured = JSON.parse(lines[0] ?? "{}");
  console.log(`${sizeBytes / 1e6} MB: ${JSON.stringify(measured)}`);
  expect(measured.rssMb).toBeLessThan(200);
});
