import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import { signingDigest } from "@/lib/artifacts/listed";
import { runs } from "@/lib/runs.testing";
import { filesOf, type ListedFile, manifestBytes, manifestOf, parseManifest } from "./manifest";

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Digest.parse(Buffer.from(bytes).toString("hex")));
const step = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 6 })
  .filter((text) => /^[^/\\\p{Cc}]+$/u.test(text) && !/^\.\.?$/.test(text) && text.isWellFormed());
const name = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"));
const file: fc.Arbitrary<ListedFile> = fc.record({ name, digest, sizeBytes: fc.nat() });
const files = fc
  .uniqueArray(file, { selector: (each) => each.name, maxLength: 8 })
  .filter((all) => !all.some((a) => all.some((b) => b.name.startsWith(`${a.name}/`))));

describe("a manifest", () => {
  test("is the same bytes in whatever order the files come, and gives the files back", () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.nat()), (listed, order) => {
        const shuffled = listed
          .map((each) => ({ each, key: order.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const bytes = manifestBytes(manifestOf(listed));
        expect(manifestBytes(manifestOf(shuffled))).toEqual(bytes);
        const parsed = parseManifest(bytes);
        const found = "manifest" in parsed ? filesOf(parsed.manifest) : [];
        const byText = (all: readonly ListedFile[]) =>
          all.map((each) => JSON.stringify([each.name, each.digest, each.sizeBytes])).sort();
        expect(byText(found)).toEqual(byText(listed));
      }),
      runs(300, 20_000),
    );
  });

  test("has one form: any other bytes that say the same are none", () => {
    fc.assert(
      fc.property(files, fc.constantFrom(" ", "\n"), (listed, space) => {
        const text = new TextDecoder().decode(manifestBytes(manifestOf(listed)));
        expect(parseManifest(Buffer.from(text + space))).toHaveProperty("why");
        const { resources, serialization } = JSON.parse(text);
        expect(parseManifest(Buffer.from(JSON.stringify({ serialization, resources })))).toHaveProperty("why");
      }),
      runs(100, 5_000),
    );
  });

  test.each(["../a", "/a", "a//b", "a/.", "", "a\\b", "a\u0000", "..", "x".repeat(1_025)])("never names %j", (bad) => {
    const one = { name: "fine", digest: Digest.parse("0".repeat(64)), sizeBytes: 1 };
    const text = new TextDecoder().decode(manifestBytes(manifestOf([one]))).replace('"fine"', JSON.stringify(bad));
    expect(parseManifest(Buffer.from(text))).toHaveProperty("why");
    expect(() => manifestOf([{ ...one, name: bad }])).toThrow();
  });

  test("never lists a path twice, nor a file where a directory has to be", () => {
    const at = (path: string) => ({ name: path, digest: Digest.parse("0".repeat(64)), sizeBytes: 1 });
    for (const names of [
      ["a", "a"],
      ["a", "a/b"],
      ["a/b/c", "a/b", "z"],
    ]) {
      expect(parseManifest(manifestBytes(manifestOf(names.map(at))))).toHaveProperty("why");
    }
    expect(parseManifest(manifestBytes(manifestOf(["a-b", "a/b"].map(at))))).toHaveProperty("manifest");
  });

  test("has the subject's digest that model signing computes: over the files' digests, sorted by code point", () => {
    // U+FF5E comes before U+1F600 by code point, and after it by UTF-16.
    const names = ["b", "\u{1F600}", "～", "B"];
    const listed = names.map((each) => ({
      name: each,
      digest: Digest.parse(createHash("sha256").update(each).digest("hex")),
      sizeBytes: 1,
    }));
    const hash = createHash("sha256");
    for (const each of ["B", "b", "～", "\u{1F600}"]) {
      hash.update(createHash("sha256").update(each).digest());
    }
    expect(signingDigest(manifestOf(listed))).toBe(`sha256:${hash.digest("hex")}`);
  });
});
