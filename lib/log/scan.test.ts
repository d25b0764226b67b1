import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NoteKey, noteKey, signNote, verifyEd25519 } from "@/lib/keys/note";
import { type Checkpoint, checkpointText, openCheckpoint } from "@/lib/tlog/checkpoint";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { leafHash } from "@/lib/tlog/hash";
import { BUILD_TIMEOUT_MS, judge } from "@/lib/tlog/judge.testing";
import { vkeyText } from "@/lib/tlog/note";
import { bundleOf, entriesOf } from "@/lib/tlog/tile";
import { directoryStorage } from "./directory";
import { grownTiles, removePartials, writeTiles } from "./grow";
import { scanLog, signedBy } from "./scan";
import type { LogStorage } from "./storage";

const ORIGIN = "pedigree.local/test";
const log = noteKey(ORIGIN, Buffer.alloc(32, 1));
const recorder = noteKey(`${ORIGIN}/events`, Buffer.alloc(32, 2));
const SIZE = 66_000;
const STEP = 1_000;

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) {
    rmSync(root, { recursive: true });
  }
});

function entry(index: number, key: NoteKey = recorder): Uint8Array {
  return Buffer.from(signNote(key, `{"index":${index}}\n`));
}

const signed = Array.from({ length: 800 }, (_, index) => entry(index));

interface Made {
  readonly root: string;
  readonly storage: LogStorage;
  readonly tree: Checkpoint;
}

/** A log of `size` entries in a folder, grown step by step as the integrator does, with a signed checkpoint. */
async function made(entries: readonly Uint8Array[], step: number): Promise<Made> {
  const root = mkdtempSync(join(tmpdir(), "pedigree-log-"));
  roots.push(root);
  const storage = directoryStorage(root);
  for (let at = 0; at < entries.length; at += step) {
    const tiles = await grownTiles(storage, at, entries.slice(at, at + step));
    await writeTiles(storage, tiles);
    await removePartials(storage, tiles);
  }
  const size = entries.length;
  const tree = { origin: ORIGIN, size, root: edgeRoot(grownEdge([], 0, entries.map(leafHash))) };
  await storage.replace("checkpoint", Buffer.from(signNote(log, checkpointText(tree))));
  return { root, storage, tree };
}

async function found({ storage, tree }: Pick<Made, "storage" | "tree">): Promise<string[]> {
  const breaches = await scanLog(storage, tree, async (stretch) => signedBy(stretch, [recorder.verifier]));
  return breaches.map(({ kind, detail, entry: at }) => `${kind} ${at ?? ""} ${detail}`);
}

let large: Made;
beforeAll(async () => {
  // Entries of one signature each would take their time; the recorder's signature is looked at in a small log.
  large = await made(
    Array.from({ length: SIZE }, (_, index) => Buffer.from(`entry ${index}`)),
    STEP,
  );
}, 300_000);

test(
  "Tessera's fsck, which knows nothing of us, accepts the log as it lies there",
  async () => {
    const judged = await judge(["fsck", large.root, vkeyText(log.verifier)]);
    expect(judged).toMatchObject({ code: 0 });
    expect(judged.stdout).toContain(`ok ${SIZE}`);
  },
  BUILD_TIMEOUT_MS,
);

test("a log that nobody touched has its root, and nothing is found", async () => {
  const breaches = await scanLog(large.storage, large.tree, async () => []);
  expect(breaches).toEqual([]);
});

const edited = (path: string, change: (bytes: Buffer) => Uint8Array) => (root: string) =>
  writeFileSync(join(root, path), change(readFileSync(join(root, path))));
const flipped = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

const BUNDLE = "tile/entries/001";
const LEAVES = "tile/0/001";
const ATTACKS: readonly [what: string, change: (root: string) => void, says: RegExp][] = [
  ["a byte of an entry", edited(BUNDLE, flipped(100)), /entry_differs/],
  ["an entry taken out", edited(BUNDLE, (b) => bundleOf(entriesOf(b).slice(1))), /entry_differs 256/],
  ["two entries swapped", edited(BUNDLE, (b) => bundleOf(swapped(entriesOf(b)))), /entry_differs 256/],
  ["an entry more", edited(BUNDLE, (b) => bundleOf([Buffer.from("forged"), ...entriesOf(b)])), /entry_differs 256/],
  ["the length of an entry", edited(BUNDLE, flipped(1)), /entry_differs/],
  ["a hash of a leaf", edited(LEAVES, flipped(40)), /entry_differs 257/],
  ["an entry and its leaf together", both, /tile_differs.*\n.*root_differs/],
  ["a hash of an upper tile", edited("tile/1/000.p/3", flipped(3)), /tile_differs/],
  ["a tile cut off", edited(LEAVES, (b) => b.subarray(0, 32 * 200)), /entry_differs/],
  ["a bundle cut off", edited(BUNDLE, (b) => b.subarray(0, 1_000)), /entry_differs/],
  ["a bundle lost", (root) => rmSync(join(root, BUNDLE)), /entry_differs/],
  ["a tile lost", (root) => rmSync(join(root, LEAVES)), /entry_differs/],
  ["two bundles exchanged", exchanged, /entry_differs 0.*\n.*entry_differs 256/],
  ["the right edge lost", (root) => rmSync(join(root, "tile/entries/003.p/32")), /entry_differs 768/],
];

function swapped(entries: Uint8Array[]): Uint8Array[] {
  const [first, second, ...rest] = entries;
  return [second ?? Buffer.of(), first ?? Buffer.of(), ...rest];
}

function both(root: string): void {
  const forged = Buffer.from("forged");
  edited(BUNDLE, (b) => bundleOf([forged, ...entriesOf(b).slice(1)]))(root);
  edited(LEAVES, (b) => Buffer.concat([leafHash(forged), b.subarray(32)]))(root);
}

function exchanged(root: string): void {
  const [a, b, aside] = ["000", "001", "aside"].map((name) => join(root, "tile/entries", name));
  renameSync(a ?? "", aside ?? "");
  renameSync(b ?? "", a ?? "");
  renameSync(aside ?? "", b ?? "");
}

test.each(ATTACKS)("%s is found, and where", async (_what, change, says) => {
  const small = await made(signed.slice(0, 800), 300);
  expect(await found(small)).toEqual([]);
  change(small.root);
  expect((await found(small)).join("\n")).toMatch(says);
});

test("an entry that the recorder did not sign is found although the tree holds it", async () => {
  const forger = noteKey(`${ORIGIN}/events`, Buffer.alloc(32, 3));
  const entries = signed.slice(0, 300).with(270, entry(270, forger));
  expect(await found(await made(entries, 300))).toEqual([expect.stringMatching(/^entry_not_signed 270/)]);
});

test("a log that was written anew from the start, and re-signed by the real key, has another root than the one that was kept", async () => {
  const entries = signed.slice(0, 300);
  const kept = await made(entries, 300);
  const forked = await made(entries.with(7, entry(1_007)), 300);
  const note = readFileSync(join(forked.root, "checkpoint"), "utf8");
  expect(openCheckpoint(note, { origin: ORIGIN, logKeys: [log.verifier] }, verifyEd25519)).toMatchObject({
    valid: true,
  });
  expect(await found({ storage: forked.storage, tree: kept.tree })).toEqual([expect.stringMatching(/^root_differs/)]);
});
