import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filesBelow, hashFile, listed } from "@/cli/artifacts/local";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { hashPieces } from "./hashing";
import { folderOf, NotOne } from "./picked";

const nothing = () => undefined;

describe("hashing in pieces", () => {
  test("comes to the digest of the whole, whatever the size of a piece, and counts every byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 400 }), async (bytes, piece) => {
        let counted = 0;
        const digest = await hashPieces(new Blob([new Uint8Array(bytes)]), (count) => (counted += count), piece);
        expect(digest).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
        expect(counted).toBe(bytes.length);
      }),
    );
  });
});

describe("a folder", () => {
  test("comes to the same list in the browser as by command, byte for byte", async () => {
    const room = mkdtempSync(join(tmpdir(), "pedigree-folder-"));
    try {
      const folder = join(room, "model v3");
      const names = ["b.bin", "a/z.txt", "a/b/c.txt", ".hidden", "～.txt", "\u{1F600}.txt"];
      for (const name of names) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), `bytes of ${name}`);
      }
      const byCommand = [];
      for (const path of await filesBelow(folder)) {
        byCommand.push(listed(folder, await hashFile(path, nothing)));
      }
      const picked = folderOf(
        names.map((name) => ({ path: `model v3/${name}`, bytes: new Blob([readFileSync(join(folder, name))]) })),
      );
      const inBrowser = await Promise.all(
        picked.files.map(async ({ name, bytes }) => ({
          name,
          digest: await hashPieces(bytes, nothing),
          sizeBytes: bytes.size,
        })),
      );
      expect(picked.name).toBe("model v3");
      expect(manifestBytes(manifestOf(inBrowser))).toEqual(manifestBytes(manifestOf(byCommand)));
    } finally {
      rmSync(room, { recursive: true });
    }
  });

  test("is one: two beside each other, or none, are told instead of taken", () => {
    const at = (path: string) => ({ path, bytes: new Blob([]) });
    expect(() => folderOf([at("a/x"), at("b/x")])).toThrow(NotOne);
    expect(() => folderOf([])).toThrow(NotOne);
  });
});
