import { hash } from "node:crypto";
import * as noble from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { runs } from "@/lib/runs.testing";
import { base64 } from "./hash";
import { cosignedAt, openWith, parseNote, parseVkey, type VerifierKey, verifierKey, vkeyText } from "./note";
import { cosigned, cosigner, keyNamed, noteOf, signed } from "./notes.testing";
import { edited, edits, flipped } from "./spoil.testing";

const key = keyNamed("log.example/a");
const stranger = keyNamed("stranger.example/b", 2);
const TEXT = "a text\n\nof three lines\n";

function open(note: string, ...keys: VerifierKey[]) {
  return openWith(note, keys.length > 0 ? keys : [key.verifier], verifyEd25519);
}

test("the example of C2SP signed-note opens under its key, which is written as it was read", () => {
  const vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  const signature = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=";
  const known = parseVkey(vkey);
  const text = "This is an example message.\n";
  const note = `${text}\n— example.com/foo ${signature}\n`;
  expect(known && open(note, known)).toEqual({ valid: true, text, by: [known] });
  expect(known && vkeyText(known)).toBe(vkey);
  expect(known && open(note.replace("example message", "exemplary message"), known).valid).toBe(false);
});

test("whatever is done to a note, it opens to what was signed or not at all", () => {
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (all) => {
      const opened = open(all.reduce(edited, noteOf(TEXT, [signed(TEXT, key), signed(TEXT, stranger)])));
      expect(opened.valid ? opened.text : TEXT).toBe(TEXT);
    }),
    runs(1_000, 150_000),
  );
});

test("signatures of unknown keys are ignored, even under the name or the id of a known one", () => {
  const namesake = keyNamed(key.verifier.name, 3);
  const sameId = { name: "other.example", id: key.verifier.id, signature: new Uint8Array(64) };
  const unheardOf = { name: "é.example", id: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(2_420) };
  const lines = [signed(TEXT, stranger), signed(TEXT, namesake), sameId, unheardOf];
  expect(open(noteOf(TEXT, [...lines, signed(TEXT, key)]))).toEqual({ valid: true, text: TEXT, by: [key.verifier] });
  expect(open(noteOf(TEXT, lines)).valid).toBe(false);
});

test("one bad signature of a known key makes the note worthless, wherever it stands", () => {
  const good = signed(TEXT, key);
  const known = [key.verifier, stranger.verifier];
  for (const bad of [signed("another text\n", stranger), { ...good, signature: flipped(good.signature, 5, 1) }]) {
    expect(open(noteOf(TEXT, [good, bad]), ...known).valid).toBe(false);
    expect(open(noteOf(TEXT, [bad, good]), ...known).valid).toBe(false);
  }
  for (const length of [1, 63, 65, 72]) {
    const note = noteOf(TEXT, [good, { ...good, signature: new Uint8Array(length) }]);
    expect(openWith(note, [key.verifier], () => true).valid).toBe(false);
  }
});

test("who signed twice is named once, so that nobody counts for two", () => {
  const opened = open(noteOf(TEXT, [signed(TEXT, key), signed(TEXT, key)]));
  expect(opened).toEqual({ valid: true, text: TEXT, by: [key.verifier] });
});

test("the text ends where the last empty line is, also when it looks like a note itself", () => {
  const inner = noteOf(TEXT, [signed(TEXT, stranger)]);
  const outer = noteOf(inner, [signed(inner, key)]);
  expect(open(outer)).toEqual({ valid: true, text: inner, by: [key.verifier] });
  expect(open(outer, stranger.verifier).valid).toBe(false);
});

const LINE = noteOf("", [signed(TEXT, key)]).slice(1, -1);

test.each([
  ["nothing", ""],
  ["no signature", `${TEXT}\n`],
  ["no empty line", `a text\n${LINE}\n`],
  ["no last newline", `${TEXT}\n${LINE}`],
  ["an empty line at its end", `${TEXT}\n${LINE}\n\n`],
  ["something behind the signatures", `${TEXT}\n${LINE}\nmore\n`],
  ["a hyphen for the dash", `${TEXT}\n${LINE.replace("—", "-")}\n`],
  ["two spaces", `${TEXT}\n${LINE.replace("— ", "—  ")}\n`],
  ["a space at the end of a line", `${TEXT}\n${LINE} \n`],
  ["lines that end as on Windows", `${TEXT}\n${LINE}\r\n`],
  ["a tab in its text", `\t${TEXT}\n${LINE}\n`],
  ["a zero byte in its text", `${TEXT}\u0000\n\n${LINE}\n`],
  ["half a surrogate pair, which was signed as a replacement character", `${TEXT}\ud800\n\n${LINE}\n`],
  ["a plus sign in a key's name", `${TEXT}\n${LINE.replace("log.", "log+")}\n`],
  ["a wide space in a key's name", `${TEXT}\n${LINE.replace("log.", "log\u3000")}\n`],
  ["a next-line character in a key's name", `${TEXT}\n${LINE.replace("log.", "log\u0085")}\n`],
  ["an id without a signature", `${TEXT}\n${LINE}\n— log.example/a AAAAAA==\n`],
  ["a signature that is no base64", `${TEXT}\n${LINE}\n— log.example/a AAAAAAA\n`],
])("a text is no note with %s", (_what, note) => {
  expect(parseNote(note)).toBeUndefined();
});

test("a note may have 64 signatures, and a signature may be long; more is refused, and nothing falls over", () => {
  const many = (count: number) => noteOf(TEXT, [signed(TEXT, key), ...Array(count - 1).fill(signed(TEXT, stranger))]);
  expect(open(many(64)).valid).toBe(true);
  expect(open(many(65)).valid).toBe(false);
  const long = { name: "x", id: Uint8Array.of(0, 0, 0, 0), signature: new Uint8Array(1_000_000) };
  expect(open(noteOf(TEXT, [long, signed(TEXT, key)])).valid).toBe(true);
});

test("a verifier key reads as it is written, of either type, under any name without spaces and plus signs", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\p{White_Space}+]/u.test(text));
  const publicKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(name, publicKey, fc.constantFrom(0x01, 0x04), (text, bytes, type) => {
      const known = verifierKey(text, bytes, type);
      expect(parseVkey(vkeyText(known))).toEqual(known);
    }),
  );
});

test("no malformed verifier key is taken", () => {
  const vkey = vkeyText(key.verifier);
  const [name = "", id = "", encoded = ""] = vkey.split("+");
  const withBytes = (bytes: number[]) => {
    const rightId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), Buffer.from(bytes)]), "hex").slice(0, 8);
    return `${name}+${rightId}+${base64(Uint8Array.from(bytes))}`;
  };
  const raw = [1, ...key.verifier.publicKey];
  const wrong = [
    ...["", "+", "++", name, `${name}+${id}`],
    `+${id}+${encoded}`,
    `${vkey}\n`,
    ` ${vkey}`,
    `${vkey}=`,
    `${vkey}+`,
    `${name}+${id.toUpperCase()}+${encoded}`,
    `${name}+0${id}+${encoded}`,
    `${name}+00000000+${encoded}`,
    `${name} +${id}+${encoded}`,
    `${name}x+${id}+${encoded}`,
    `${name}+${id}+${encoded.slice(0, -4)}`,
    withBytes([2, ...raw.slice(1)]),
    withBytes(raw.slice(0, -1)),
    withBytes([...raw, 0]),
    withBytes([]),
  ];
  expect(withBytes(raw)).toBe(vkey);
  expect(wrong.filter((text) => parseVkey(text) !== undefined)).toEqual([]);
  // U+0085 is white space to Unicode, U+FEFF is not; regular expressions have it the other way round.
  const named = (text: string) => parseVkey(vkeyText(verifierKey(text, key.verifier.publicKey)))?.name;
  expect([named("a\u0085b"), named("a\ufeffb")]).toEqual([undefined, "a\ufeffb"]);
});

test("Ed25519 of the platform and of @noble, which browsers use, agree", () => {
  noble.hashes.sha512 = sha512;
  // RFC 8032, section 7.1, test 2.
  const known = [
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "72",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  ].map((hex) => new Uint8Array(Buffer.from(hex, "hex")));
  const [signature = new Uint8Array(), message = new Uint8Array(), publicKey = new Uint8Array()] = known;
  const both = (...asked: Parameters<typeof verifyEd25519>) => [verifyEd25519(...asked), noble.verify(...asked)];
  expect(both(signature, message, publicKey)).toEqual([true, true]);

  const change = fc.integer({ min: 1, max: 255 });
  fc.assert(
    fc.property(fc.nat({ max: 63 }), change, fc.nat({ max: 2 }), (place, by, which) => {
      const [s, m, p] = known.map((bytes, index) => (index === which ? flipped(bytes, place, by) : bytes));
      expect(s && m && p && both(s, m, p)).toEqual([false, false]);
    }),
    { numRuns: 200 },
  );
  // S + L in place of S would be a second signature of the same message.
  const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const S = BigInt(`0x${Buffer.from(signature.slice(32)).reverse().toString("hex")}`) + L;
  const malleable = Buffer.from(S.toString(16).padStart(64, "0"), "hex").reverse();
  expect(both(Uint8Array.of(...signature.slice(0, 32), ...malleable), message, publicKey)).toEqual([false, false]);
});

test("a cosignature is over its time and the whole text, and is no signature of the other type", () => {
  const times = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(times, fc.nat({ max: 7 }), fc.integer({ min: 1, max: 255 }), (time, place, change) => {
      const line = cosigned(TEXT, stranger, time);
      const witness = cosigner(stranger);
      expect(open(noteOf(TEXT, [line]), witness)).toEqual({ valid: true, text: TEXT, by: [witness] });
      expect(cosignedAt(line)).toBe(Number(time));
      expect(open(noteOf(TEXT, [{ ...line, signature: flipped(line.signature, place, change) }]), witness).valid).toBe(
        false,
      );
      expect(open(noteOf(`${TEXT}extended\n`, [line]), witness).valid).toBe(false);
    }),
  );
  const plain = { ...signed(TEXT, stranger), id: cosigner(stranger).id };
  expect(open(noteOf(TEXT, [plain]), cosigner(stranger)).valid).toBe(false);
  expect(open(noteOf(TEXT, [signed(TEXT, stranger)]), cosigner(stranger)).valid).toBe(false);
});
