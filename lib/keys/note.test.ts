import { execFileSync } from "node:child_process";
import { randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openWith, vkeyText } from "@/lib/tlog/note";
import { noteKey, openNote, openNotes, signNote, verifyEd25519 } from "./note";

const key = noteKey("pedigree.local/test/events", Buffer.alloc(32, 7));
const vkey = vkeyText(key.verifier);
const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).filter((text) => !text.includes("\n"));

test("a signed note opens to exactly what was signed", () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(openNote(signNote(key, `${text}\n`), vkey)).toEqual({
        valid: true,
        text: `${text}\n`,
        by: [key.verifier],
      });
    }),
  );
});

test("no note opens after one byte of it was changed", () => {
  fc.assert(
    fc.property(line, fc.nat(), fc.integer({ min: 1, max: 127 }), (text, position, flip) => {
      const note = Buffer.from(signNote(key, `${text}\n`));
      const index = position % note.length;
      note[index] = (note[index] ?? 0) ^ flip;
      const opened = openNote(note.toString("utf8"), vkey);
      expect(opened.valid && opened.text !== `${text}\n`).toBe(false);
    }),
  );
});

test("a note does not open under another key of the same name", () => {
  const other = noteKey(key.verifier.name, Buffer.alloc(32, 8));
  expect(openNote(signNote(other, "{}\n"), vkey).valid).toBe(false);
  expect(openNote(signNote(key, "{}\n"), "nonsense").valid).toBe(false);
});

test("many notes opened at once get the verdicts that each gets alone, spoiled or not, in their order", async () => {
  const keys = [key.verifier, noteKey(key.verifier.name, Buffer.alloc(32, 8)).verifier];
  const spoiled = fc.tuple(line, fc.nat(), fc.integer({ min: 0, max: 127 })).map(([text, position, flip]) => {
    const note = Buffer.from(signNote(key, `${text}\n`));
    const index = position % note.length;
    note[index] = (note[index] ?? 0) ^ flip;
    return note.toString("utf8");
  });
  await fc.assert(
    fc.asyncProperty(fc.array(spoiled, { maxLength: 20 }), async (notes) => {
      expect(await openNotes(notes, keys)).toEqual(notes.map((note) => openWith(note, keys, verifyEd25519)));
    }),
  );
});

test("a signature is checked by its own key, whichever were used before it", () => {
  const signers = Array.from({ length: 70 }, (_, number) => noteKey("log.example/a", Buffer.alloc(32, number)));
  const message = Buffer.from("the same text");
  const signatures = signers.map(({ privateKey }) => sign(null, message, privateKey));
  for (const [at, { verifier }] of [...signers, ...signers].entries()) {
    const own = signatures[at % 70] ?? Buffer.alloc(64);
    const other = signatures[(at + 1) % 70] ?? Buffer.alloc(64);
    expect(verifyEd25519(own, message, verifier.publicKey)).toBe(true);
    expect(verifyEd25519(other, message, verifier.publicKey)).toBe(false);
  }
});

test("openssl, which knows nothing of us, accepts the signature over the text", () => {
  const seed = randomBytes(32);
  const signer = noteKey("pedigree.local/test/events", seed);
  const note = signNote(signer, '{"a":1}\n');
  const signature = Buffer.from(note.trimEnd().split(" ").at(-1) ?? "", "base64").subarray(4);
  const script = `
    set -e; d=$(mktemp -d)
    printf '%s' "$SPKI" | base64 -d > $d/pub.der; printf '%s' "$SIG" | base64 -d > $d/sig; printf '{"a":1}\\n' > $d/text
    openssl pkeyutl -verify -pubin -keyform DER -inkey $d/pub.der -rawin -in $d/text -sigfile $d/sig; rm -r $d`;
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), signer.verifier.publicKey]);
  const out = execFileSync("bash", ["-c", script], {
    env: { ...process.env, SPKI: spki.toString("base64"), SIG: signature.toString("base64") },
  });
  expect(out.toString()).toContain("Signature Verified Successfully");
});
