import fc from "fast-check";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { unzip } from "./zip";
import { type Part, zipOf } from "./zips.testing";

const NAMES = ["a.txt", "b.txt"];
const MOST = 10_000;
const text = (content: string) => new Uint8Array(Buffer.from(content));
const a: Part = { name: "a.txt", content: text("the first") };
const b: Part = { name: "b.txt", content: text("the second, the second, the second"), isDeflated: true };

function files(zip: Uint8Array): Record<string, string> | string {
  const unzipped = unzip(zip, NAMES, MOST);
  return unzipped.valid
    ? Object.fromEntries([...unzipped.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString("utf8")]))
    : unzipped.why;
}

const BOTH = { "a.txt": "the first", "b.txt": "the second, the second, the second" };

test("files come out as they went in, stored or compressed, in any order and with the marks that zip programs leave", () => {
  expect(files(zipOf([a, b]))).toEqual(BOTH);
  expect(files(zipOf([b, a]))).toEqual(BOTH);
  expect(files(zipOf([{ ...a, extra: Uint8Array.of(0x55, 0x54, 1, 0, 9) }, b]))).toEqual(BOTH);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom<0 | 6 | 9>(0, 6, 9), (content, level) => {
      const unzipped = unzip(zipSync({ "a.txt": content }, { level }), ["a.txt"], MOST);
      expect(unzipped).toEqual({ valid: true, files: new Map([["a.txt", content]]) });
    }),
  );
});

const DAMAGED = "its file b.txt is damaged, or packed in a way that is not read here";
const NONE = "it is no zip, or a damaged one";

test.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(), NONE],
  ["no zip", text("no zip at all, but longer than the end of one"), NONE],
  ["something before it", Uint8Array.of(0, ...zipOf([a, b])), NONE],
  ["something behind it", zipOf([a, b], { after: text("\n") }), NONE],
  ["a comment", zipOf([a, b], { comment: "hello" }), NONE],
  ["more files than it has", zipOf([a, b], { count: 3 }), NONE],
  ["fewer files than it has", zipOf([a, b], { count: 1 }), NONE],
  ["a file less", zipOf([a]), "it has no file b.txt"],
  ["a file more", zipOf([a, b, { name: "c.txt", content: text("") }]), "it holds “c.txt”, which does not belong there"],
  ["a file twice", zipOf([a, b, b]), "it holds two files b.txt"],
  ["a name in capitals", zipOf([a, { ...b, name: "B.txt" }]), "it holds “B.txt”, which does not belong there"],
  ["a way out", zipOf([a, b, { ...a, name: "../a.txt" }]), "it holds “../a.txt”, which does not belong there"],
  ["a name for terminals", zipOf([{ ...a, name: "\u001b[2J\u009b" }]), "it holds “?[2J?”, which does not belong there"],
  ["another size before the file", zipOf([a, { ...b, localBytes: 9 }]), DAMAGED],
  ["another name before the file", zipOf([a, { ...b, localName: "c.txt" }]), DAMAGED],
  ["another checksum", zipOf([a, { ...b, lies: { crc: 5 } }]), DAMAGED],
  ["a file shorter than it is", zipOf([a, { ...b, lies: { bytes: 9 } }]), DAMAGED],
  ["a file longer than it is", zipOf([a, { ...b, lies: { bytes: 900 } }]), DAMAGED],
  ["more than there is", zipOf([a, { ...b, lies: { packedBytes: 9_999_999 } }]), DAMAGED],
  ["another place", zipOf([a, { ...b, lies: { at: 1 } }]), DAMAGED],
  ["a place outside", zipOf([a, { ...b, lies: { at: 0xffff_fffe } }]), DAMAGED],
  ["another way to compress", zipOf([a, { ...b, lies: { method: 12 } }]), DAMAGED],
  ["a bomb", zipOf([a, { ...b, lies: { bytes: MOST } }]), "it is too large"],
])("a zip with %s is refused, and why is said", (_what, zip, why) => {
  expect(files(zip)).toBe(why);
});

test("a zip that unpacks to more than it says is not unpacked further", () => {
  const bomb: Part = { ...b, content: new Uint8Array(30_000_000), lies: { bytes: 100 } };
  expect(files(zipOf([a, bomb]))).toBe(DAMAGED);
});

test("no beginning of a zip is one, and of no bytes whatever it falls over", () => {
  const zip = zipOf([a, b]);
  for (let length = 0; length < zip.length; length++) {
    expect(files(zip.subarray(0, length))).toBe(NONE);
  }
  const change = fc.record({ at: fc.nat({ max: zip.length - 1 }), to: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = zip.slice();
      for (const { at, to } of changes) {
        changed[at] = to;
      }
      const found = files(changed);
      expect(typeof found === "string" ? BOTH : found).toEqual(BOTH);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof files(bytes)).toBe("string");
    }),
  );
});
