import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allTiles,
  bundleOf,
  entriesOf,
  hashesOf,
  parseTilePath,
  subtreeRoot,
  TILE_WIDTH,
  type Tile,
  tileAt,
  tileHashReader,
  tilePath,
  tilesSince,
} from "./tile";
import { rootHash } from "./tree";
import { entriesFrom, growFiles, MTH, readerOf } from "./trees.testing";

const level = fc.oneof(fc.constant("entries" as const), fc.nat({ max: 63 }));
const index = fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: 10 ** 15 - 1 }));
const tiles: fc.Arbitrary<Tile> = fc.record({ level, index, width: fc.integer({ min: 1, max: TILE_WIDTH }) });
const size = fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 70_000 }));

test("a path names the tile that it was made of, and no other", () => {
  fc.assert(
    fc.property(tiles, tiles, (tile, other) => {
      expect(parseTilePath(tilePath(tile))).toEqual(tile);
      expect(tilePath(tile) === tilePath(other)).toBe(JSON.stringify(tile) === JSON.stringify(other));
    }),
    { numRuns: 1_000 },
  );
});

test("paths are those of the examples in C2SP tlog-tiles", () => {
  expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
  expect(allTiles(256).map(tilePath)).toEqual(["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
  const paths = allTiles(70_000).map(tilePath);
  expect(paths.filter((path) => path.startsWith("tile/0/") && !path.includes(".p/"))).toHaveLength(273);
  expect(paths.filter((path) => !/^tile\/(entries|0)\//.test(path) || path.includes(".p/"))).toEqual([
    "tile/entries/273.p/112",
    "tile/0/273.p/112",
    "tile/1/000",
    "tile/1/001.p/17",
    "tile/2/000.p/1",
  ]);
});

test.each([
  ["tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/300", "tile/0/000.p/999", "tile/0/000.p/01"],
  ["tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001/x002"],
  ["tile/00/000", "tile/64/000", "tile/99/000", "tile/100/000", "tile/-1/000", "tile/+0/000", "tile/1e0/000"],
  ["tile/Entries/000", "tile/entry/000", "tile/data/000", "tile//000", "tile/0/", "tile/0", "tile", ""],
  ["/tile/0/000", "tile/0/000/", "tile/0/000 ", " tile/0/000", "tile/0/000\n", "tile/0//000", "tile/0/./000"],
  ["tile/0/../0/000", "tile/0/%30%30%30", "tile/0/٠٠٠", "tile/0/x00a/000", "tile/0/X001/000", "tile/0/000.P/1"],
  ["tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/1/", "tile/0/000.p/-1", "tile/0/000.p/1.p/1", "tile/0/000/p/1"],
  [`tile/0/${"x001/".repeat(5)}000`, "tile\\0\\000", "checkpoint", "tile/8/0/000"],
])("no other spelling is a path: %s …", (...paths) => {
  expect(paths.filter((path) => parseTilePath(path) !== undefined)).toEqual([]);
});

test("whatever text is taken as a path is the path of the tile that it names", () => {
  const text = fc.stringMatching(/^tile\/(entries|\d{1,3})\/(x?\d{2,4}\/){0,2}\d{2,4}(\.p\/\d{0,4})?$/);
  fc.assert(
    fc.property(text, (path) => {
      const tile = parseTilePath(path);
      expect(tile === undefined || tilePath(tile) === path).toBe(true);
      expect(tile === undefined || tile.level === "entries" || tile.level < 64).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("a log that grows step by step ends with the tiles of one that was written at once", () => {
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 6 }), (sizes) => {
      const steps = sizes.toSorted((a, b) => a - b);
      const grown = new Set<string>();
      steps.reduce((from, to) => {
        for (const tile of tilesSince(from, to)) {
          expect(grown.has(tilePath(tile)), `${tilePath(tile)} again`).toBe(false);
          grown.add(tilePath(tile));
        }
        return to;
      }, 0);
      const last = steps.at(-1) ?? 0;
      const final = allTiles(last).map(tilePath);
      expect(final.filter((path) => !grown.has(path))).toEqual([]);
      // What else was written is a partial tile of a smaller tree, never a full one.
      const isFull = (path: string) => parseTilePath(path)?.width === TILE_WIDTH;
      expect([...grown].filter(isFull).sort()).toEqual(final.filter(isFull).sort());
    }),
  );
});

test("the files of a log that grew step by step are, byte for byte, those of one that was written at once", () => {
  fc.assert(
    fc.property(fc.nat({ max: 700 }), fc.nat({ max: 700 }), (from, more) => {
      const [grown, fresh] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()];
      growFiles(grown, 0, from);
      growFiles(grown, from, from + more);
      growFiles(fresh, 0, from + more);
      expect([...fresh.keys()]).toEqual(allTiles(from + more).map(tilePath));
      const differs = [...fresh].filter(([path, bytes]) => Buffer.compare(grown.get(path) ?? Buffer.of(), bytes) !== 0);
      expect(differs).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("the tile at an index is the one that the tree has there, or none", () => {
  fc.assert(
    fc.property(size, level, fc.nat({ max: 300 }), (count, at, place) => {
      const found = allTiles(count).find((tile) => tile.level === at && tile.index === place);
      expect(tileAt(at, place, count)).toEqual(found);
    }),
  );
  expect([tileAt(0, 1, 256), tileAt("entries", 2, 512), tileAt(1, 0, 255)]).toEqual([undefined, undefined, undefined]);
});

test("every hash of a tile is the root of the leaves below it", () => {
  const files = new Map<string, Uint8Array>();
  growFiles(files, 0, 1_030);
  const [leaves, roots] = ["tile/0/004.p/6", "tile/1/000.p/4"].map((path) => hashesOf(files.get(path) ?? Buffer.of()));
  const expected = [0, 256, 512, 768].map((first) => MTH(entriesFrom(first, first + 256)));
  expect(leaves).toEqual(entriesFrom(1_024, 1_030).map((entry) => new Uint8Array(MTH([entry]))));
  expect(roots).toEqual(expected.map((root) => new Uint8Array(root)));
  expect(() => subtreeRoot([])).toThrow(RangeError);
});

test("a full tile stands in for a partial one; one that is cut off, too long or not there is refused", async () => {
  const [files, later] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()];
  growFiles(files, 0, 200);
  growFiles(later, 0, 256);
  const full = later.get("tile/0/000") ?? Buffer.of();
  const root = await rootHash(readerOf(files, 200), 200);
  const rootFrom = (bytes: Uint8Array) =>
    rootHash(
      tileHashReader(200, async () => bytes),
      200,
    );
  expect(await rootFrom(full)).toEqual(root);
  expect(await rootFrom(full.subarray(0, 200 * 32))).toEqual(root);
  for (const bytes of [
    full.subarray(0, 199 * 32),
    full.subarray(0, 200 * 32 + 1),
    Buffer.concat([full, full]),
    Buffer.of(),
  ]) {
    await expect(rootFrom(bytes)).rejects.toThrow(RangeError);
  }
  await expect(rootHash(readerOf(new Map(), 200), 200)).rejects.toThrow("tile/0/000.p/200");
});

test("a hash reader has no hash that is not of a complete subtree, and reads each tile once", async () => {
  const files = new Map<string, Uint8Array>();
  growFiles(files, 0, 600);
  const read: string[] = [];
  const reader = tileHashReader(600, async (tile) => {
    read.push(tilePath(tile));
    return files.get(tilePath(tile)) ?? Buffer.of();
  });
  for (const [height, place] of [
    [0, 600],
    [3, 75],
    [8, 2],
    [9, 1],
    [10, 0],
    [16, 0],
  ] as const) {
    await expect(async () => reader(height, place), `${height} ${place}`).rejects.toThrow(RangeError);
  }
  await Promise.all(Array.from({ length: 600 }, (_, place) => reader(0, place)));
  await rootHash(reader, 600);
  expect(read.sort()).toEqual(["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]);
});

const entry = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 255, 256, 65_535).map((n) => new Uint8Array(n)),
);

test("a bundle holds the entries that were put in, and none is found in one that was cut off", () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), fc.nat(), (entries, place) => {
      const bundle = bundleOf(entries);
      expect(entriesOf(bundle).map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(
        entries.map((bytes) => Buffer.from(bytes).toString("hex")),
      );
      const cut = bundle.subarray(0, place % bundle.length);
      const whole = entries.findIndex((_, count) => bundleOf(entries.slice(0, count)).length === cut.length);
      if (whole >= 0) {
        expect(entriesOf(cut)).toHaveLength(whole);
      } else {
        expect(() => entriesOf(cut)).toThrow(RangeError);
      }
    }),
  );
  expect(() => bundleOf([new Uint8Array(65_536)])).toThrow(RangeError);
});
