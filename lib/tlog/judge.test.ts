import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { IS_LONG } from "@/lib/runs.testing";
import { checkpointText } from "./checkpoint";
import { BUILD_TIMEOUT_MS, builtJudge, judge } from "./judge.testing";
import { vkeyText } from "./note";
import { keyNamed, noteOf, signed } from "./notes.testing";
import { formatProof } from "./proof";
import { allTiles, tilePath } from "./tile";
import { inclusionProof } from "./tree";
import { entryAt, growFiles, read, treeOf } from "./trees.testing";

const ORIGIN = "log.example/a";
const log = keyNamed(ORIGIN);
const vkey = vkeyText(log.verifier);
const ROOM = mkdtempSync(join(tmpdir(), "pedigree-tlog-"));
let count = 0;

beforeAll(async () => {
  await builtJudge();
}, BUILD_TIMEOUT_MS);
afterAll(() => rmSync(ROOM, { recursive: true }));

async function checkpointOf(size: number): Promise<string> {
  const text = checkpointText({ origin: ORIGIN, ...(await treeOf(size)) });
  return noteOf(text, [signed(text, log)]);
}

async function filesOf(size: number): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  growFiles(files, 0, size);
  return files.set("checkpoint", Buffer.from(await checkpointOf(size)));
}

function written(files: ReadonlyMap<string, Uint8Array>): string {
  count += 1;
  const directory = join(ROOM, String(count));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
  return directory;
}

function fsck(files: ReadonlyMap<string, Uint8Array>) {
  return judge(["fsck", written(files), vkey]);
}

const LONG = IS_LONG ? [65_535, 65_536, 65_537, 200_000] : [];

test("Tessera's fsck finds nothing wrong with a log of any size that we write", async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 700, ...LONG]) {
    expect(await fsck(await filesOf(size)), `size ${size}`).toMatchObject({ code: 0, stdout: `ok ${size}\n` });
  }
}, 600_000);

test("Tessera's fsck finds one changed byte, a cut, and a missing file, wherever it is", async () => {
  const files = await filesOf(600);
  expect([...files.keys()].sort()).toEqual([...allTiles(600).map(tilePath), "checkpoint"].sort());
  for (const [path, bytes] of files) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte));
    expect(await fsck(new Map(files).set(path, changed)), path).toMatchObject({ code: 1, stdout: "" });
    expect((await fsck(new Map(files).set(path, bytes.slice(0, -1)))).code, path).toBe(1);
    const fewer = new Map(files);
    fewer.delete(path);
    expect((await fsck(fewer)).code, path).toBe(1);
  }
});

test("the judge comes to an end over a log in which everything is wrong", async () => {
  const files = await filesOf(3_000);
  const zeroed = [...files].map(([path, bytes]): [string, Uint8Array] =>
    path.startsWith("tile/0/") ? [path, new Uint8Array(bytes.length)] : [path, bytes],
  );
  expect((await fsck(new Map(zeroed))).code).toBe(1);
  const short = new Map(files).set("tile/entries/000", Uint8Array.of(0, 1, 7));
  expect((await fsck(short)).code).toBe(1);
  for (const args of [[], ["fsck"], ["fsck", ROOM, vkey], ["fsck", ROOM, "nonsense"], ["proof", vkey, ROOM, ROOM]]) {
    expect((await judge(args)).code).toBe(1);
  }
  expect((await judge(["parity"], '{"kind":"nonsense"}\n')).code).toBe(1);
  expect((await judge(["parity"], "nonsense\n")).code).toBe(1);
});

test("the Go libraries accept a proof of every entry, and none of another one", async () => {
  const size = 11;
  const checkpoint = await checkpointOf(size);
  for (let index = 0; index < size; index++) {
    const text = formatProof({ index, hashes: await inclusionProof(read, index, size), checkpoint });
    const other = (index + 1) % size;
    const directory = written(
      new Map([
        ["p", Buffer.from(text)],
        ["e", entryAt(index)],
        ["o", entryAt(other)],
      ]),
    );
    const asked = (entry: string) => judge(["proof", vkey, join(directory, "p"), join(directory, entry)]);
    expect(await asked("e")).toMatchObject({ code: 0, stdout: `ok ${index} ${size}\n` });
    expect(await asked("o")).toMatchObject({ code: 1, stdout: "" });
  }
});
