import { randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { runs } from "@/lib/runs.testing";
import { gathered, pieces, refOf } from "./bytes.testing";
import { DirectoryStore } from "./directory";
import { type BlobRef, type BlobStore, ContentDiffers, hexOf, StoreDiffers } from "./store";
import { checkAll, verified } from "./verified";

const room = mkdtempSync(join(tmpdir(), "pedigree-store-"));
afterAll(() => rmSync(room, { recursive: true }));

const freshRoot = () => mkdtempSync(join(room, "s-"));

const content = fc.uint8Array({ maxLength: 400 });
const cuts = fc.array(fc.nat(), { maxLength: 5 });

function pathIn(root: string, { digest }: BlobRef): string {
  return join(root, "sha256", hexOf(digest).slice(0, 2), hexOf(digest));
}

describe("what passes verified()", () => {
  test("is all of the right bytes, and never all of others", async () => {
    await fc.assert(
      fc.asyncProperty(content, content, cuts, async (wanted, given, at) => {
        const passed: Uint8Array[] = [];
        const error = await (async () => {
          for await (const piece of verified(refOf(wanted), pieces(given, at))) {
            passed.push(piece);
          }
        })().catch((thrown: unknown) => thrown);
        const isSame = Buffer.compare(wanted, given) === 0;
        expect(error === undefined).toBe(isSame);
        const length = Buffer.concat(passed).length;
        expect(isSame ? length === given.length : length < given.length || given.length === 0).toBe(true);
      }),
      runs(500, 20_000),
    );
  });

  test("ends at the first byte too many, however many follow", async () => {
    const endless = (async function* () {
      for (;;) {
        yield new Uint8Array(1_000);
      }
    })();
    await expect(checkAll({ ...refOf(new Uint8Array(5_500)) }, endless)).rejects.toMatchObject({ foundBytes: 6_000 });
  });
});

describe("a directory of blobs", () => {
  test("gives back what was put, however it came, and takes the same again", async () => {
    const root = freshRoot();
    const store: BlobStore = new DirectoryStore(root);
    await fc.assert(
      fc.asyncProperty(content, cuts, async (bytes, at) => {
        const blob = refOf(bytes);
        await store.put(blob, pieces(bytes, at));
        await store.put(blob, pieces(bytes));
        expect(Buffer.compare(await gathered(await store.open(blob.digest)), bytes)).toBe(0);
        expect(await store.sizeOf(blob.digest)).toBe(bytes.length);
        expect(statSync(pathIn(root, blob)).mode & 0o777).toBe(0o400);
      }),
      runs(40, 1_000),
    );
    expect(readdirSync(join(root, "incoming"))).toEqual([]);
  });

  test("takes nothing under the digest of something else, also not when that is there", async () => {
    const root = freshRoot();
    const store = new DirectoryStore(root);
    await fc.assert(
      fc.asyncProperty(content, content, fc.boolean(), async (bytes, others, isThere) => {
        fc.pre(Buffer.compare(bytes, others) !== 0);
        const blob = refOf(bytes);
        if (isThere) {
          await store.put(blob, pieces(bytes));
        }
        await expect(store.put(blob, pieces(others))).rejects.toThrow(ContentDiffers);
        const found = await store.open(blob.digest);
        expect(found === undefined || Buffer.compare(await gathered(found), bytes) === 0).toBe(true);
      }),
      runs(40, 1_000),
    );
    expect(readdirSync(join(root, "incoming"))).toEqual([]);
  });

  test("is not written over when several put at once, or when its file was changed", async () => {
    const root = freshRoot();
    const store = new DirectoryStore(root);
    const bytes = randomBytes(300_000);
    const blob = refOf(bytes);
    await Promise.all(Array.from({ length: 8 }, () => store.put(blob, pieces(bytes, [1_000]))));
    expect(bytes.equals(await gathered(await store.open(blob.digest)))).toBe(true);

    const path = pathIn(root, blob);
    chmodSync(path, 0o600);
    const flipped = Buffer.from(bytes);
    flipped[1_234] = (flipped[1_234] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    await expect(store.put(blob, pieces(bytes))).rejects.toThrow(StoreDiffers);
    expect(flipped.equals(readFileSync(path))).toBe(true);
    truncateSync(path, 10);
    await expect(store.put(blob, pieces(bytes))).rejects.toThrow(StoreDiffers);
    rmSync(path);
    await store.put(blob, pieces(bytes));
    expect(bytes.equals(await gathered(await store.open(blob.digest)))).toBe(true);
  });

  test("knows which project brought which bytes", async () => {
    const store = new DirectoryStore(freshRoot());
    const { digest } = refOf(Buffer.from("claimed"));
    await store.claim("one", digest);
    await store.claim("one", digest);
    expect([await store.isClaimed("one", digest), await store.isClaimed("two", digest)]).toEqual([true, false]);
  });

  test("lists what is there in the order of the digests, from any name on, with what is no blob in between", async () => {
    const root = freshRoot();
    const store = new DirectoryStore(root);
    const namesAfter = async (after?: string) => {
      const names: string[] = [];
      for await (const { name } of store.list(after)) {
        names.push(name);
      }
      return names;
    };
    expect(await namesAfter()).toEqual([]);
    for (let made = 0; made < 60; made++) {
      const bytes = randomBytes(5);
      await store.put(refOf(bytes), pieces(bytes));
    }
    for (const astray of ["00.txt", "ff-", "zz", "7f"]) {
      writeFileSync(join(root, "sha256", `${astray}~`), "x");
    }
    const all = await namesAfter();
    expect(all).toHaveLength(64);
    expect(all).toEqual([...all].sort());
    for (const [at, name] of all.entries()) {
      expect(await namesAfter(name)).toEqual(all.slice(at + 1));
    }
  });
});
