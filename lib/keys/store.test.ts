import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeyDestroyed, SetupError } from "@/lib/errors";
import { openKeyStore, seal, unseal } from "./store";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("one name has one secret, also for a second process that opens the same store", () => {
  const first = openKeyStore(directory);
  const second = openKeyStore(directory);
  const secret = first.secret("subject:a");
  expect(second.secret("subject:a")).toEqual(secret);
  expect(second.secret("subject:b")).not.toEqual(secret);
  expect(secret).toHaveLength(32);
});

test("no secret and no name stands in the files in the clear", () => {
  const kek = "ab".repeat(32);
  const secret = openKeyStore(directory, kek).secret("subject:alice@corp");
  const bytes = Buffer.concat(readdirSync(directory).map((file) => readFileSync(join(directory, file))));
  expect(bytes.includes(secret)).toBe(false);
  expect(bytes.includes("alice")).toBe(false);
  expect(readdirSync(directory).join()).not.toContain("alice");
});

test("another key-encryption key opens nothing, instead of making a second secret", () => {
  openKeyStore(directory, "ab".repeat(32)).secret("subject:a");
  const open = () => openKeyStore(directory, "cd".repeat(32)).secret("subject:a");
  expect(open).toThrow(SetupError);
  expect(open).toThrow(expect.objectContaining({ remedy: expect.stringContaining("Set PEDIGREE_KEK to the one") }));
});

test("sealed bytes open only whole, under their key and in their place", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, position, flip) => {
      const key = Buffer.alloc(32, 1);
      const sealed = seal(key, plain, "event/name");
      expect(unseal(key, sealed, "event/name")).toEqual(Buffer.from(plain));
      expect(() => unseal(key, sealed, "event/other")).toThrow();
      const index = position % sealed.length;
      sealed[index] = (sealed[index] ?? 0) ^ flip;
      expect(() => unseal(key, sealed, "event/name")).toThrow();
    }),
  );
});

test("a destroyed key is gone for good: no process that opens the store makes another one of its name", () => {
  const store = openKeyStore(directory);
  const secret = Buffer.from(store.secret("subject:a"));
  store.destroy("subject:a");
  expect(() => store.secret("subject:a")).toThrow(KeyDestroyed);
  expect(() => openKeyStore(directory).secret("subject:a")).toThrow(KeyDestroyed);
  expect(openKeyStore(directory).isDestroyed("subject:a")).toBe(true);
  store.destroy("subject:never");
  expect(() => store.secret("subject:never")).toThrow(KeyDestroyed);
  expect(store.secret("subject:b")).not.toEqual(secret);
});

test("a crash between the tombstone and the key leaves no key behind once the store is opened again", () => {
  openKeyStore(directory).secret("subject:a");
  const [file = ""] = readdirSync(directory).filter((name) => name.endsWith(".key"));
  writeFileSync(join(directory, file.replace(".key", ".gone")), "");
  openKeyStore(directory);
  expect(readdirSync(directory).filter((name) => name.endsWith(".key"))).toEqual([]);
});
