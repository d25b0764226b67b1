import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogStorage } from "@/lib/log/storage";
import { leafHash } from "@/lib/tlog/hash";
import { parseProof } from "@/lib/tlog/proof";
import { entryAt, growFiles, treeOf } from "@/lib/tlog/trees.testing";
import { verifyInclusion } from "@/lib/tlog/verify";
import { provenEntries } from "./evidence";

const SIZE = 700;
const TILES = ["tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"];
const files = new Map<string, Uint8Array>();
growFiles(files, 0, SIZE);

function noteOf(index: number): string {
  return Buffer.from(entryAt(index)).toString();
}

async function proven(indices: readonly number[], alteredNotes: ReadonlySet<number>, tile?: string, byte = 0) {
  const tree = { origin: "test", ...(await treeOf(SIZE)) };
  const rows = indices.map((index) => ({
    index,
    id: `e${index}`,
    note: alteredNotes.has(index) ? `another ${index}` : noteOf(index),
  }));
  const read = async (path: string) => {
    const bytes = files.get(path);
    return path === tile && bytes ? bytes.map((each, at) => (at === byte % bytes.length ? each ^ 1 : each)) : bytes;
  };
  const position = { tree, note: "a checkpoint", asOf: { position: SIZE, stamp: 1, at: "", pendingCount: 0 } };
  const { entries, gaps } = await provenEntries({ read } as LogStorage, position as never, rows, rows.length);
  return { entries, gaps, tree };
}

const indicesOf = fc
  .uniqueArray(fc.nat(SIZE - 1), { minLength: 1, maxLength: 40 })
  .map((all) => all.sort((a, b) => a - b));

test("what is told as proven is what its own proof shows, whatever of notes and tiles was altered", async () => {
  const alteration = fc.record({ tile: fc.option(fc.constantFrom(...TILES), { nil: undefined }), byte: fc.nat() });
  await fc.assert(
    fc.asyncProperty(indicesOf, fc.func(fc.boolean()), alteration, async (indices, isAltered, { tile, byte }) => {
      const altered = new Set(indices.filter((index) => isAltered(index)));
      const { entries, gaps, tree } = await proven(indices, altered, tile, byte);
      for (const { index, note, proof } of entries) {
        const hashes = parseProof(proof)?.hashes ?? [];
        expect(verifyInclusion(leafHash(Buffer.from(note)), index, tree, hashes)).toEqual({ valid: true });
      }
      expect(entries.length + gaps.length).toBe(indices.length);
    }),
  );
});

test("nothing that is sound is left out, and each altered entry is", async () => {
  await fc.assert(
    fc.asyncProperty(indicesOf, fc.func(fc.boolean()), async (indices, isAltered) => {
      const altered = new Set(indices.filter((index) => isAltered(index)));
      const { entries } = await proven(indices, altered);
      expect(entries.map(({ index }) => index)).toEqual(indices.filter((index) => !altered.has(index)));
    }),
  );
});
